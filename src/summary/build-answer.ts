/**
 * A run's answer from its tally, within a budget of characters at any fleet size. Knows what to show first and what
 * to shorten; what it leaves out it counts.
 */
import { ERROR_CODES } from '../core/errors.ts';
import type { GroupMark, RunState } from '../core/run-state.ts';
import { clip } from '../core/text.ts';
import { differenceOf, firstDifferentLine } from './answer-difference.ts';
import { headlineOf } from './headline.ts';
import { type RankedGroup, rankGroups } from './rank-groups.ts';
import type { AnswerFailure, AnswerGroup, RunAnswer } from './run-answer.ts';
import { shareRoom } from './share-room.ts';
import type { DeviceSample, Tally, TallyFailure } from './tally.ts';
import { toWire } from './to-wire.ts';

export interface BuildAnswerOptions {
  readonly runId: string;
  readonly kind: string;
  readonly state: RunState;
  /** The headline's verb for devices that are well, e.g. `healthy`. */
  readonly okWord: string;
  readonly tally: Tally;
  /** The number a group is shown under; asked for the keys of `groupKeysFor`. */
  readonly numberOf: (key: string) => number;
  /** The text of a body, where it is at hand; asked for the hashes of `bodyHashesFor`. */
  readonly bodyOf: (hash: string) => string | undefined;
  readonly elapsedMs: number;
  readonly etaMs: number | null;
  /** Most useful first. */
  readonly next: readonly string[];
  /** Most characters of the answer as JSON with snake_case keys; 6,000 when absent. */
  readonly budgetChars?: number;
}

/** Odd answers that are compared with the largest: more differences than fit into one reply. */
export const MOST_DIFFERENCES = 12;

/** How fully entries are shown. */
interface Detail {
  readonly devices: number;
  readonly titleChars: number;
  readonly evidenceChars: number;
  /** Longer differences are shown by their first line only. */
  readonly differenceLines: number;
}

const LEANEST: Detail = { devices: 1, titleChars: 80, evidenceChars: 80, differenceLines: 0 };

/** The first at which everything fits is taken; names go before text, and text before whole entries. */
const DETAILS: readonly Detail[] = [
  { devices: 8, titleChars: 120, evidenceChars: 200, differenceLines: 6 },
  { devices: 5, titleChars: 120, evidenceChars: 200, differenceLines: 6 },
  { devices: 3, titleChars: 120, evidenceChars: 160, differenceLines: 6 },
  { devices: 1, titleChars: 120, evidenceChars: 120, differenceLines: 6 },
  { devices: 1, titleChars: 120, evidenceChars: 120, differenceLines: 2 },
  LEANEST,
];

/** What of a tight reply each kind of entry may claim. */
const WEIGHTS = { finding: 3, answer: 3, failure: 2, info: 1 } as const;

/** Never longer than the budget, unless the budget is too small for an answer without groups. Same input, same answer. */
export function buildRunAnswer(options: BuildAnswerOptions): RunAnswer {
  const { tally, budgetChars = 6_000 } = options;
  const groups = rankGroups(tally);
  const failures = [...tally.failures()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  const totals = { groups: tally.groups().length, failures: failures.length };
  const bare = bareAnswer(options, totals, budgetChars);
  const room = budgetChars - sizeOf(bare);
  const texts = answerTexts(groups, options.bodyOf);

  const show = (detail: Detail): Shown => ({
    groups: groups.map((group) => showGroup(group, options.numberOf(group.mark.key), texts.get(group), detail)),
    failures: failures.map((failure) => showFailure(failure, detail)),
  });
  const whole = firstOf(DETAILS, show, (all) => totalSize(all.groups) + totalSize(all.failures) <= room);
  const shown = whole ?? fitInto(room, show(LEANEST));
  const omitted = { groups: totals.groups - shown.groups.length, failures: totals.failures - shown.failures.length };
  return { ...bare, ...shown, omitted };
}

interface Shown {
  readonly groups: readonly AnswerGroup[];
  readonly failures: readonly AnswerFailure[];
}

function firstOf<T, U>(items: readonly T[], make: (item: T) => U, suits: (made: U) => boolean): U | null {
  for (const item of items) {
    const made = make(item);
    if (suits(made)) return made;
  }
  return null;
}

/** Characters in the reply, with the comma that may follow. */
const sizeOf = (value: unknown): number => JSON.stringify(toWire(value)).length + 1;

/** The answer without entries; of `next`, as much as leaves two thirds of the budget. */
function bareAnswer(options: BuildAnswerOptions, omitted: RunAnswer['omitted'], budgetChars: number): RunAnswer {
  const { runId, kind, state, okWord, tally, elapsedMs, etaMs, next } = options;
  const counts = tally.counts();
  const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));
  const answer: RunAnswer = {
    runId,
    kind,
    state,
    headline: headlineOf(state, okWord, counts),
    counts,
    groups: [],
    failures: [],
    timing: {
      elapsedMs: Math.round(elapsedMs),
      deviceP50Ms: rounded(tally.durationMs(50)),
      deviceP95Ms: rounded(tally.durationMs(95)),
      etaMs: rounded(etaMs),
    },
    omitted,
    next: [],
  };
  const kept: string[] = [];
  let left = Math.floor(budgetChars / 3);
  for (const step of next) {
    left -= sizeOf(step);
    if (left < 0) break;
    kept.push(step);
  }
  return { ...answer, next: kept };
}

interface AnswerText {
  readonly evidence: string | null;
  readonly difference: readonly string[] | null;
}

/** For odd answers, how they differ from the largest; for all others their own evidence. */
function answerTexts(
  groups: readonly RankedGroup[],
  bodyOf: BuildAnswerOptions['bodyOf'],
): ReadonlyMap<RankedGroup, AnswerText> {
  const texts = new Map<RankedGroup, AnswerText>();
  let compared = 0;
  for (const group of groups) {
    const { mark, reference } = group;
    const own = { evidence: mark.evidence, difference: null };
    const theirs = reference?.mark.bodyHash == null || compared === MOST_DIFFERENCES ? null : reference.mark.bodyHash;
    const [a, b] = theirs === null || mark.bodyHash === null ? [] : [bodyOf(theirs), bodyOf(mark.bodyHash)];
    if (a === undefined || b === undefined) {
      texts.set(group, own);
      continue;
    }
    compared++;
    const difference = differenceOf(a, b);
    texts.set(group, { evidence: firstDifferentLine(a, b) ?? mark.evidence, difference });
  }
  return texts;
}

function showGroup(group: RankedGroup, number: number, text: AnswerText | undefined, detail: Detail): AnswerGroup {
  const { kind, severity, title } = group.mark;
  const lines = text?.difference ?? [];
  const difference = lines.length > 0 && lines.length <= detail.differenceLines ? lines : null;
  return {
    group: `g${number}`,
    kind,
    severity,
    count: group.count,
    title: clip(title, detail.titleChars),
    // The difference says it all.
    evidence: difference === null && text?.evidence != null ? clip(text.evidence, detail.evidenceChars) : null,
    difference,
    ...showDevices(group, detail),
  };
}

function showFailure(failure: TallyFailure, detail: Detail): AnswerFailure {
  const { code, count } = failure;
  return { code, count, ...showDevices(failure, detail), hint: ERROR_CODES[code].hint };
}

function showDevices({ count, devices }: DeviceSample, detail: Detail): { devices: readonly string[]; more: number } {
  const named = devices.slice(0, detail.devices);
  return { devices: named, more: count - named.length };
}

/** The first entries of each kind that fit into `room`, in their order. */
function fitInto(room: number, all: Shown): Shown {
  const ofKind = (kind: GroupMark['kind']) => all.groups.filter((group) => group.kind === kind);
  const findings = ofKind('finding');
  const answers = ofKind('answer');
  const infos = ofKind('info');
  const [ofFindings, ofAnswers, ofInfos, ofFailures] = shareRoom(room, [
    { size: totalSize(findings), weight: WEIGHTS.finding },
    { size: totalSize(answers), weight: WEIGHTS.answer },
    { size: totalSize(infos), weight: WEIGHTS.info },
    { size: totalSize(all.failures), weight: WEIGHTS.failure },
  ]);
  const groups = new Set([
    ...firstThatFit(findings, ofFindings),
    ...firstThatFit(answers, ofAnswers),
    ...firstThatFit(infos, ofInfos),
  ]);
  return {
    groups: all.groups.filter((group) => groups.has(group)),
    failures: firstThatFit(all.failures, ofFailures),
  };
}

const totalSize = (entries: readonly unknown[]): number =>
  entries.reduce<number>((sum, entry) => sum + sizeOf(entry), 0);

function firstThatFit<T>(entries: readonly T[], room = 0): T[] {
  let left = room;
  const kept: T[] = [];
  for (const entry of entries) {
    left -= sizeOf(entry);
    if (left < 0) break;
    kept.push(entry);
  }
  return kept;
}
