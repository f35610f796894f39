/** How fully the entries of an answer are shown: from everything to the least. Knows sizes; no entry. */
import type { ChangeRoom } from './change-lines.ts';

export interface AnswerDetail {
  readonly devices: number;
  readonly titleChars: number;
  readonly evidenceChars: number;
  /** Longer differences between answers are shown by their first line only. */
  readonly differenceLines: number;
  /** Of the first three changes, which a reader came for; also where many others had to go. */
  readonly firstChanges: ChangeRoom;
  readonly otherChanges: ChangeRoom;
}

/** How many changes are `firstChanges`. */
export const FIRST_CHANGES = 3;

const WHOLE: ChangeRoom = { lines: 12, chars: 1_500 };
const FEW: ChangeRoom = { lines: 4, chars: 500 };
const NONE: ChangeRoom = { lines: 0, chars: 0 };

export const LEANEST: AnswerDetail = {
  devices: 1,
  titleChars: 80,
  evidenceChars: 80,
  differenceLines: 0,
  firstChanges: { lines: 6, chars: 400 },
  otherChanges: NONE,
};

const lean = { ...LEANEST, titleChars: 120, evidenceChars: 120 };
const rich = { ...lean, differenceLines: 6, firstChanges: WHOLE };

/** Fullest first: names go before text, and text before whole entries. */
export const DETAILS: readonly AnswerDetail[] = [
  { ...rich, devices: 8, evidenceChars: 200, otherChanges: WHOLE },
  { ...rich, devices: 5, evidenceChars: 200, otherChanges: WHOLE },
  { ...rich, devices: 3, evidenceChars: 160, otherChanges: FEW },
  { ...rich, otherChanges: FEW },
  { ...lean, differenceLines: 2, firstChanges: WHOLE },
  { ...lean, differenceLines: 2 },
  LEANEST,
];
