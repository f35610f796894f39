/**
 * How the lines of a change, and the ceremony around them, are typed: one at a time, each after the prompt of the one
 * before, and never on when the device is not where it should be. Knows prompts and refusals; decides nothing about undo.
 */
import { ERROR_CODES, type ErrorCode } from '../core/errors.ts';
import type { DeviceFailure } from '../core/outcome.ts';
import type { ChangeSession, TypedAnswer } from '../core/session.ts';
import { oneLine } from '../core/text.ts';
import type { ChangeDialect, ChangeStep } from '../platforms/define.ts';
import type { PlannedLine } from './plan.ts';

/** The device's no. `line` is the refused line's number from 1; null for a line of the ceremony. */
export interface Refused {
  readonly line: number | null;
  readonly failure: DeviceFailure;
}

/** What `{…}` stands for in a step. */
export interface StepWords {
  /** Names the change on the device: letters, digits and hyphens. */
  readonly name: string;
  readonly minutes: number;
  readonly comment: string;
}

/** Answers the device gives beyond its prompt are worth reading; this many are kept. */
const REMARKS = 5;

/** Takes the steps in turn; answers the first refusal, or null. `renamesTo`: one of them gives the device that name. */
export async function takeSteps(
  session: ChangeSession,
  steps: readonly ChangeStep[],
  words: StepWords,
  renamesTo?: string,
): Promise<Refused | null> {
  for (const step of steps) {
    const { refused } = await takeStep(session, step, words, renamesTo);
    if (refused !== null) return refused;
  }
  return null;
}

/** One step, and what the device answered. */
export async function takeStep(
  session: ChangeSession,
  step: ChangeStep,
  words: StepWords,
  renamesTo?: string,
): Promise<{ readonly answer: TypedAnswer; readonly refused: Refused | null }> {
  const { expect, dialogs, refusals = [], confirmedBy, timeoutMs } = step;
  const answer = await session.type(fillIn(step.send, words), {
    expect,
    ...(dialogs && { dialogs }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(renamesTo !== undefined && { renamesTo }),
  });
  // The step's own words first: a lock is more than a line that was not taken.
  const failure = findRefusal(answer.output, refusals) ?? answer.error ?? notDone(answer, expect[0], confirmedBy);
  return { answer, refused: failure === null ? null : { line: null, failure } };
}

/** A step that was not refused and yet did not lead where it should, or did not say that it was done. */
function notDone({ mode, output }: TypedAnswer, leadsTo: string, confirmedBy?: RegExp): DeviceFailure | null {
  if (mode !== leadsTo) return refusal('COMMIT_REJECTED', `The device stayed in mode "${mode}".`, output);
  if (confirmedBy === undefined || confirmedBy.test(output)) return null;
  return refusal('COMMIT_REJECTED', 'The device did not say that it was done.', output);
}

function fillIn(text: string, { name, minutes, comment }: StepWords): string {
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`;
  const words: Readonly<Record<string, string>> = {
    name,
    minutes: String(minutes),
    seconds: String(minutes * 60),
    clock,
    comment,
  };
  return text.replace(/\{(name|minutes|seconds|clock|comment)\}/g, (_, word: string) => words[word] ?? '');
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Deeper than any device nests its blocks. */
const MOST_EXITS = 8;

/**
 * Types the lines in the dialect's mode, from its top; answers the first refusal, or null, and what the device remarked
 * besides. After each line the prompt must show the block the line stands in: a device that falls out of a block would
 * take the next line somewhere else. `topPrompt` is the prompt that `open` led to.
 */
export async function typeLines(
  session: ChangeSession,
  dialect: ChangeDialect,
  lines: readonly PlannedLine[],
  topPrompt: string,
): Promise<{ readonly refused: Refused | null; readonly remarks: readonly string[] }> {
  const remarks: string[] = [];
  /** The block the prompt shows at each depth, down to where we are. */
  const blocks = [blockOf(topPrompt)];
  let shown = blocks[0];
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const wanted = blocks[line.depth];
    for (let exits = 0; dialect.leaveBlock !== null && shown !== wanted; exits++) {
      if (exits === MOST_EXITS || shown === blocks[0]) return { refused: astray(number), remarks };
      shown = blockOf((await session.type(dialect.leaveBlock, { expect: [dialect.mode] })).prompt);
    }
    blocks.length = line.depth + 1;
    const { answer, failure } = await typeWhole(session, dialect, line);
    if (failure !== null) return { refused: { line: number, failure }, remarks };
    const remark = oneLine(withoutBody(answer.output, line));
    if (remark !== '' && remarks.length < REMARKS) remarks.push(oneLine(`line ${number}: ${remark}`));
    shown = blockOf(answer.prompt);
    if (dialect.leaveBlock === null) continue;
    const opens = (lines[index + 1]?.depth ?? 0) > line.depth;
    const isOutside = blocks.slice(0, opens ? undefined : -1).includes(shown);
    if (isOutside) return { refused: astray(number), remarks };
    if (opens) blocks.push(shown);
  }
  return { refused: null, remarks };
}

/** The line with its body, and the device's no to any of it. */
async function typeWhole(
  session: ChangeSession,
  dialect: ChangeDialect,
  line: PlannedLine,
): Promise<{ readonly answer: TypedAnswer; readonly failure: DeviceFailure | null }> {
  if (dialect.promptedBody?.test(line.text) !== true) return typeLine(session, dialect, line);
  let typed = await typeLine(session, dialect, { ...line, verbatim: [] });
  for (const [index, text] of line.verbatim.entries()) {
    if (typed.failure !== null) {
      // Only the block's last line leaves it; until then what would be typed next belongs to the block.
      const last = line.verbatim.at(-1);
      if (index > 0 && last !== undefined) await session.type(last, { expect: [dialect.mode] });
      return typed;
    }
    typed = await typeLine(session, dialect, { text, depth: line.depth, verbatim: [] });
  }
  return typed;
}

async function typeLine(session: ChangeSession, dialect: ChangeDialect, line: PlannedLine) {
  // In a candidate a name waits for the commit like everything else.
  const renamesTo = dialect.effect === 'line' ? dialect.renames.exec(line.text)?.[1] : undefined;
  const answer = await session.type(line.text, {
    expect: [dialect.mode],
    verbatim: line.verbatim,
    ...(dialect.dialogs && { dialogs: dialect.dialogs }),
    ...(renamesTo !== undefined && { renamesTo }),
  });
  const said = answer.error?.detail ?? null;
  // A banner is shown again as it is typed, and may read like anything.
  const isOwn = said !== null && line.verbatim.some((text) => oneLine(text) === said);
  const failure = findRefusal(withoutBody(answer.output, line), dialect.refusals) ?? (isOwn ? null : answer.error);
  return { answer, failure };
}

/** What the device said besides showing again the body that was typed. */
function withoutBody(output: string, { verbatim }: PlannedLine): string {
  if (verbatim.length === 0) return output;
  const body = new Set(verbatim.map((text) => text.trim()));
  const lines = output.split('\n').filter((text) => !body.has(text.trim()) && !/^Enter TEXT message\b/i.test(text));
  return lines.join('\n').trim();
}

/** `(config-if)#` of `sw1(config-if)#`: what a prompt says besides the device's name. */
function blockOf(prompt: string): string {
  const at = prompt.indexOf('(');
  return at < 0 ? '' : prompt.slice(at).trimEnd();
}

function astray(line: number): Refused {
  return {
    line,
    failure: refusal('PARTIAL_APPLY', `At line ${line} the device was not in the block it should be in.`, ''),
  };
}

function findRefusal(output: string, refusals: ChangeDialect['refusals']): DeviceFailure | null {
  for (const text of output.split('\n')) {
    const found = refusals.find(({ pattern }) => pattern.test(text.trimStart()));
    if (found !== undefined) return refusal(found.code, 'The device refused the line.', text);
  }
  return null;
}

function refusal(code: ErrorCode, message: string, detail: string): DeviceFailure {
  return { code, phase: 'config', message, hint: ERROR_CODES[code].hint, detail: oneLine(detail) || null };
}
