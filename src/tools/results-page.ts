/**
 * One page of a run's results, filled up to a budget. Knows where a page ends and the next begins; what was stored
 * raw is cleaned here, whole, before any of it is cut.
 */
import type { PublicText } from '../configtext/public-text.ts';
import type { OutcomeRecord, Store } from '../storage/store.ts';
import { answerRows } from './answer-rows.ts';
import { cutToJson, sizeOf } from './budget.ts';
import type { ResultsCursor } from './results-cursor.ts';
import { type ShownAnswer, type ShownResult, showResult } from './show-result.ts';

export interface PageOptions {
  readonly store: Store;
  readonly publicText: PublicText;
  /** What is shown of each answer besides its size. */
  readonly show: 'nothing' | 'rows' | 'text';
  readonly isPending: boolean;
  readonly start: ResultsCursor;
  /** Characters of JSON the results may take. */
  readonly room: number;
  /** The user's folder of TextFSM templates. */
  readonly templatesDir: string | undefined;
}

export interface ResultsPage {
  readonly results: readonly ShownResult[];
  /** Where to go on, or null when every record was shown whole. */
  readonly stopped: ResultsCursor | null;
}

// Less than this of a text is not worth a line in a reply; also what the keys around rows or text take.
const LEAST_CHARS = 300;

/** Shows as many of `records` as fit; the first is always shown, cut where it must be. */
export async function fillPage(records: readonly OutcomeRecord[], options: PageOptions): Promise<ResultsPage> {
  const { isPending, publicText } = options;
  const results: ShownResult[] = [];
  let { start, room } = options;
  for (const record of records) {
    const result = showResult(record, { from: start.answer, isPending, publicText });
    const least = sizeOf(result) + (result.answers.length > 0 && options.show === 'text' ? LEAST_CHARS : 0);
    if (least > room && results.length > 0) return { results, stopped: start };
    results.push(result);
    if (options.show === 'rows' && !(await addRows(record, result, room, options)) && results.length > 1) {
      results.pop();
      return { results, stopped: start };
    }
    if (options.show === 'text') {
      const resume = await addTexts(record, result, start, room, options);
      if (resume !== null) return { results, stopped: resume };
    }
    room -= sizeOf(result) + 1;
    start = { after: record.device, answer: 0, offset: 0 };
  }
  return { results, stopped: null };
}

/** Answers whether all rows had room: a table that is cut here may fit on a page of its own. */
async function addRows(
  record: OutcomeRecord,
  result: ShownResult,
  room: number,
  options: PageOptions,
): Promise<boolean> {
  for (const [index, answer] of result.answers.entries()) {
    if (answer.code !== null || answer.truncated) continue;
    const text = await publicAnswer(record, index, options);
    const source = { platform: record.platform, command: answer.command, text };
    Object.assign(answer, answerRows(source, { ...options, room: room - sizeOf(result) - LEAST_CHARS }));
  }
  return result.answers.every((answer) => (answer.rows_omitted ?? 0) === 0);
}

/** Fills in texts from `start` on; answers where the next page begins when not all of them fit. */
async function addTexts(
  record: OutcomeRecord,
  result: ShownResult,
  start: ResultsCursor,
  room: number,
  options: PageOptions,
): Promise<ResultsCursor | null> {
  for (const [index, answer] of result.answers.entries()) {
    const number = start.answer + index;
    const offset = index === 0 ? start.offset : 0;
    const text = (await publicAnswer(record, number, options)).slice(offset);
    const shown = cutToJson(text, Math.max(LEAST_CHARS, room - sizeOf(result) - LEAST_CHARS));
    Object.assign(answer, { text: shown, omitted_chars: text.length - shown.length } satisfies Partial<ShownAnswer>);
    const isLast = index === result.answers.length - 1;
    const isFull = !isLast && room - sizeOf(result) < 2 * LEAST_CHARS;
    if (shown.length === text.length && !isFull) continue;
    result.answers.length = index + 1;
    if (shown.length < text.length) return { after: start.after, answer: number, offset: offset + shown.length };
    return { after: start.after, answer: number + 1, offset: 0 };
  }
  return null;
}

/** The whole answer number `number` of the record, stripped and redacted; empty when retention took it. */
async function publicAnswer(record: OutcomeRecord, number: number, options: PageOptions): Promise<string> {
  const hash = record.answers[number]?.outputHash;
  return options.publicText(hash === undefined ? '' : ((await options.store.getOutput(hash)) ?? ''));
}
