import { describe, expect, it } from 'vitest';
import { headlineOf } from '../../src/summary/headline.ts';

const none = { selected: 0, ok: 0, attention: 0, failed: 0, skipped: 0, pending: 0 };

describe('a headline', () => {
  it.each([
    [
      'done',
      { selected: 2_500, ok: 2_431, attention: 44, failed: 25 },
      '2,431 of 2,500 healthy; 44 need attention; 25 could not be checked.',
    ],
    [
      'done',
      { selected: 3, ok: 0, attention: 1, failed: 1, skipped: 1 },
      '0 of 3 healthy; 1 needs attention; 1 could not be checked; 1 was not tried.',
    ],
    ['done', { selected: 1, ok: 1 }, '1 of 1 healthy.'],
    ['done', { selected: 2, ok: 1, pending: 1 }, '1 of 2 healthy; 1 has no result.'],
    [
      'running',
      { selected: 2_500, ok: 1_150, attention: 30, failed: 20, pending: 1_300 },
      '1,200 of 2,500 done so far: 1,150 healthy; 30 need attention; 20 could not be checked.',
    ],
    ['running', { selected: 2_500, pending: 2_500 }, '0 of 2,500 done so far: 0 healthy.'],
    [
      'cancelled',
      { selected: 10, ok: 4, skipped: 2, pending: 4 },
      'Cancelled after 6 of 10: 4 healthy; 2 were not tried; 4 have no result.',
    ],
    ['interrupted', { selected: 10, ok: 9, pending: 1 }, 'Interrupted after 9 of 10: 9 healthy; 1 has no result.'],
  ] as const)('of a run that is %s with %j', (state, counts, headline) => {
    expect(headlineOf(state, 'healthy', { ...none, ...counts })).toBe(headline);
  });
});
