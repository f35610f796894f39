/**
 * A run's answer from its tally, within a budget of characters at any fleet size. Knows what to show first and what
 * to shorten; what it leaves out it counts.
 */
import type { RunState } from '../core/run-state.ts';
import { clip } from '../core/text.ts';
import { type AnswerDetail, DETAILS, LEANEST } from './answer-detail.ts';
import { headlineOf } from './headline.ts';
import { rankGroups } from './rank-groups.ts';
import type { AnswerFailure, AnswerGroup, RunAnswer } from './run-answer.ts';
import { shareRoom } from './share-room.ts';
import { answerTexts, showFailure, showGroup } from './show-entries.ts';
import type { Tally } from './tally.ts';
import { toWire } from './to-wire.ts';

export interface BuildAnswerOptions {
  readonly runId: string;
  readonly kind: string;
  readonly state: RunState;
  /** One line about the run as a whole, or null. */
  readonly note?: string | null;
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

/** Changes and odd answers whose text is looked at: more differences than fit into one reply. */
export const MOST_DIFFERENCES = 12;

/** Where a run was stored, or why not, with the hint. */
const NOTE_CHARS = 300;

/** What of a tight reply each kind of entry may claim. */
const WEIGHTS = { finding: 3, change: 3, answer: 3, failure: 2, info: 1 } as const;

/** Never longer than the budget, unless the budget is too small for an answer without groups. Same input, same answer. */
export function buildRunAnswer(options: BuildAnswerOptions): RunAnswer {
  const { tally, budgetChars = 6_000 } = options;
  const groups = rankGroups(tally);
  const failures = [...tally.failures()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  const totals = { groups: tally.groups().length, failures: failures.length };
  const bare = bareAnswer(options, totals, budgetChars);
  const room = budgetChars - sizeOf(bare);
  const texts = answerTexts(groups, options.bodyOf, MOST_DIFFERENCES);

  const show = (detail: AnswerDetail): Shown => ({
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
  const { runId, kind, state, note = null, okWord, tally, elapsedMs, etaMs, next } = options;
  const counts = tally.counts();
  const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));
  const answer: RunAnswer = {
    runId,
    kind,
    state,
    headline: headlineOf({ kind, state, okWord, counts, tally }),
    note: note === null ? null : clip(note, NOTE_CHARS),
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

/** The first entries of each kind that fit into `room`, in their order; of each kind one, where that is possible. */
function fitInto(room: number, all: Shown): Shown {
  const kinds: readonly Kind[] = [
    ...(['finding', 'change', 'answer', 'info'] as const).map((kind) => ({
      entries: all.groups.filter((group) => group.kind === kind),
      weight: WEIGHTS[kind],
    })),
    { entries: all.failures, weight: WEIGHTS.failure },
  ];
  const firsts = kinds.map(({ entries }) => totalSize(entries.slice(0, 1)));
  const ofFirsts = firsts.reduce((sum, size) => sum + size, 0);
  const reserved = ofFirsts <= room ? firsts : firsts.map(() => 0);
  const shares = shareRoom(
    ofFirsts <= room ? room - ofFirsts : room,
    kinds.map(({ entries, weight }, index) => ({ size: totalSize(entries) - (reserved[index] ?? 0), weight })),
  );
  const fitting = kinds.flatMap(({ entries }, index) =>
    firstThatFit(entries, (reserved[index] ?? 0) + (shares[index] ?? 0)),
  );
  const kept = new Set(fitting);
  return {
    groups: all.groups.filter((group) => kept.has(group)),
    failures: all.failures.filter((failure) => kept.has(failure)),
  };
}

interface Kind {
  readonly entries: readonly (AnswerGroup | AnswerFailure)[];
  readonly weight: number;
}

const totalSize = (entries: readonly unknown[]): number =>
  entries.reduce<number>((sum, entry) => sum + sizeOf(entry), 0);

function firstThatFit<T>(entries: readonly T[], room: number): T[] {
  let left = room;
  const kept: T[] = [];
  for (const entry of entries) {
    left -= sizeOf(entry);
    if (left < 0) break;
    kept.push(entry);
  }
  return kept;
}
