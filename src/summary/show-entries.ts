/** Groups and failures as a reader sees them. Knows how fully each is to be shown; not what fits beside it. */
import { ERROR_CODES } from '../core/errors.ts';
import { clip } from '../core/text.ts';
import { type AnswerDetail, FIRST_CHANGES } from './answer-detail.ts';
import { differenceOf, firstDifferentLine } from './answer-difference.ts';
import { changeLines } from './change-lines.ts';
import type { RankedGroup } from './rank-groups.ts';
import type { AnswerFailure, AnswerGroup } from './run-answer.ts';
import type { DeviceSample, TallyFailure } from './tally.ts';

export interface AnswerText {
  readonly evidence: string | null;
  /** Of odd answers: how they differ from the largest. */
  readonly difference: readonly string[] | null;
  /** Of changes: the whole change, and how many changes come before it. */
  readonly change: { readonly body: string; readonly place: number } | null;
}

/**
 * For the first `most` odd answers and changes, how they differ from the largest, and what changed; for all others
 * their own evidence. `bodyOf` is asked for the hashes of `bodyHashesFor`.
 */
export function answerTexts(
  groups: readonly RankedGroup[],
  bodyOf: (hash: string) => string | undefined,
  most: number,
): ReadonlyMap<RankedGroup, AnswerText> {
  const texts = new Map<RankedGroup, AnswerText>();
  let looked = 0;
  let place = 0;
  for (const group of groups) {
    const { mark, reference } = group;
    const own: AnswerText = { evidence: mark.evidence, difference: null, change: null };
    texts.set(group, own);
    if (looked === most || mark.bodyHash === null) continue;
    if (mark.kind === 'change') {
      const body = bodyOf(mark.bodyHash);
      if (body === undefined) continue;
      looked++;
      texts.set(group, { ...own, change: { body, place: place++ } });
    } else if (reference?.mark.bodyHash != null) {
      const [a, b] = [bodyOf(reference.mark.bodyHash), bodyOf(mark.bodyHash)];
      if (a === undefined || b === undefined) continue;
      looked++;
      texts.set(group, { ...own, evidence: firstDifferentLine(a, b) ?? mark.evidence, difference: differenceOf(a, b) });
    }
  }
  return texts;
}

/** A group under its number, within `detail`. */
export function showGroup(
  group: RankedGroup,
  number: number,
  text: AnswerText | undefined,
  detail: AnswerDetail,
): AnswerGroup {
  const { kind, severity, title } = group.mark;
  const difference = text === undefined ? null : showDifference(text, detail);
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

function showDifference({ difference, change }: AnswerText, detail: AnswerDetail): readonly string[] | null {
  if (change !== null) {
    return changeLines(change.body, change.place < FIRST_CHANGES ? detail.firstChanges : detail.otherChanges);
  }
  return difference !== null && difference.length <= detail.differenceLines ? difference : null;
}

/** Failures of one code, within `detail`. */
export function showFailure(failure: TallyFailure, detail: AnswerDetail): AnswerFailure {
  const { code, count } = failure;
  return { code, count, ...showDevices(failure, detail), hint: ERROR_CODES[code].hint };
}

function showDevices(
  { count, devices }: DeviceSample,
  detail: AnswerDetail,
): { devices: readonly string[]; more: number } {
  const named = devices.slice(0, detail.devices);
  return { devices: named, more: count - named.length };
}
