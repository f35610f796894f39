/**
 * A few read-only commands as a run: what is sent, and how answers become groups. Knows answers and their equality;
 * refuses to judge whether a command may be sent (the caller has had each checked).
 */
import { createHash } from 'node:crypto';
import type { PublicText } from '../configtext/public-text.ts';
import type { LineMatch } from '../core/line-match.ts';
import type { DeviceOutcome } from '../core/outcome.ts';
import type { CommandAnswer } from '../core/session.ts';
import { counted, oneLine } from '../core/text.ts';
import type { Digest, RunSpec } from '../engine/run-spec.ts';
import type { Device } from '../inventory/device.ts';
import { normaliseOutput } from '../platforms/normalise.ts';
import { platformOf } from './platform-of.ts';
import { readAnswers, type VisitValue } from './visit-value.ts';

export interface CommandRunOptions {
  readonly devices: readonly Device[];
  /** As the caller wrote them, for the title. */
  readonly commands: readonly string[];
  /** The lines to send, by platform id, as `checkRead` gave them. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  /** Keeps only these lines of each answer for grouping; null keeps all. */
  readonly match: LineMatch | null;
  /** Applied to every whole answer before it is filtered, grouped or quoted. */
  readonly publicText: PublicText;
  readonly principal: string;
  /** The tool's arguments, for the record. */
  readonly params: unknown;
}

// Enough to know the command by; the grammar lets longer ones through.
const TITLE_CHARS = 80;

type Mark = Digest['marks'][number];

/**
 * The run that sends `commands` to each device, in order. When the device rejects one, its outcome is `failed` with
 * that code, and the other answers are kept and grouped all the same.
 */
export function commandRun(options: CommandRunOptions): RunSpec<VisitValue> {
  return {
    kind: 'command',
    title: `${oneLine(options.commands.join('; '), TITLE_CHARS)} on ${counted(options.devices.length, 'device')}`,
    params: options.params,
    principal: options.principal,
    devices: options.devices,
    okWord: 'answered',
    visit: async (session, device) => {
      const answers = await readAnswers(session, options.lines.get(device.platform) ?? []);
      const failure = answers.find((answer) => answer.error !== null)?.error ?? null;
      return { answers, failure, hostname: session.hostname, link: session.link };
    },
    digest: (device, outcome) => digestAnswers(device, outcome, options),
  };
}

function digestAnswers(device: Device, outcome: DeviceOutcome<VisitValue>, options: CommandRunOptions): Digest {
  if (outcome.value === null) return { attention: false, marks: [], answers: [], value: null };
  const { answers, hostname } = outcome.value;
  const marks = answers
    .filter((answer) => answer.error === null || answer.truncated)
    .map((answer) => answerMark(device, hostname, answer, options));
  return {
    attention: false,
    marks,
    answers,
    value: { hostname: oneLine(options.publicText(hostname), 100) || null },
  };
}

function answerMark(device: Device, hostname: string, answer: CommandAnswer, options: CommandRunOptions): Mark {
  const { match, publicText } = options;
  const text = publicText(answer.output);
  const lines = match?.lines(text) ?? null;
  const shown = lines?.join('\n') ?? text;
  const body = normaliseOutput(platformOf(device), answer.command, hostname, shown);
  return {
    key: `answer:${hash([answer.command, match?.pattern ?? '', body].join('\0'))}`,
    kind: 'answer',
    severity: 'info',
    title: answerTitle(answer.command, text, lines),
    evidence: firstMeaningfulLine(shown),
    command: answer.command,
    body,
  };
}

function answerTitle(command: string, text: string, lines: readonly string[] | null): string {
  const title = oneLine(command, TITLE_CHARS);
  if (lines !== null)
    return `${title}: ${lines.length === 0 ? 'no line matches' : counted(lines.length, 'matching line')}`;
  return text.trim() === '' ? `${title}: empty answer` : title;
}

/** The first line that holds a letter or digit, so not `!` or a ruler; null when there is none. */
function firstMeaningfulLine(text: string): string | null {
  const line = text.split('\n', 200).find((candidate) => /[\p{L}\p{N}]/u.test(candidate));
  return line === undefined ? null : oneLine(line);
}

// 128 bits name a group as well as 256, in half the reply.
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
