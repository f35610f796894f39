/** Where a page of results ended, as the reader passes it back. Knows its own form; knows no results. */
import { RollcallError } from '../core/errors.ts';

/** Begins with the first device after `after`, at character `offset` of its answer number `answer`. */
export interface ResultsCursor {
  readonly after: string | null;
  readonly answer: number;
  readonly offset: number;
}

// Matches `0.0:sw-17` and `1.18000:` (the first device of all).
const CURSOR = /^(\d{1,2})\.(\d{1,10}):(.*)$/s;

export const FIRST_PAGE: ResultsCursor = { after: null, answer: 0, offset: 0 };

/** `1.18000:sw-16` */
export function writeCursor(cursor: ResultsCursor): string {
  return `${cursor.answer}.${cursor.offset}:${cursor.after ?? ''}`;
}

/** @throws {RollcallError} BAD_INPUT for what `writeCursor` did not write. */
export function readCursor(text: string | undefined): ResultsCursor {
  if (text === undefined) return FIRST_PAGE;
  const [, answer, offset, after] = CURSOR.exec(text) ?? [];
  if (answer === undefined || offset === undefined || after === undefined) {
    throw new RollcallError('BAD_INPUT', 'cursor: not one of an earlier answer.', {
      hint: 'Pass next_cursor unchanged, with the same other arguments.',
    });
  }
  return { after: after === '' ? null : after, answer: Number(answer), offset: Number(offset) };
}
