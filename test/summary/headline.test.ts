import { describe, expect, it } from 'vitest';
import type { RunState } from '../../src/core/run-state.ts';
import { BACKUP_KEYS } from '../../src/summary/backup-counts.ts';
import { headlineOf } from '../../src/summary/headline.ts';
import { createTally } from '../../src/summary/tally.ts';
import { changeMark, deviceName, findingMark, infoMark, okRow } from './rows.ts';

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
    const run = { kind: 'check', state, okWord: 'healthy', counts: { ...none, ...counts }, tally: createTally(0) };
    expect(headlineOf(run)).toBe(headline);
  });
});

describe('a backup’s headline', () => {
  const backup = (state: RunState) => {
    const tally = createTally(2_500);
    const marks = (index: number) => {
      if (index < 30) return [changeMark('one')];
      if (index < 36) return [changeMark('two'), findingMark('config not saved')];
      if (index === 36) return [{ ...infoMark('reordered'), key: BACKUP_KEYS.reordered }];
      return [{ ...infoMark('state'), key: index < 40 ? BACKUP_KEYS.first : BACKUP_KEYS.unchanged }];
    };
    for (let index = 0; index < 2_480; index++) {
      tally.add({ ...okRow(deviceName(index)), attention: marks(index).length > 1, marks: marks(index) });
    }
    for (let index = 2_480; index < 2_500; index++) {
      tally.add({ ...okRow(deviceName(index)), status: 'failed', code: 'CONFIG_INCOMPLETE' });
    }
    return headlineOf({ kind: 'backup', state, okWord: 'backed up', counts: tally.counts(), tally });
  };

  it('counts what changed, what is new and what is not, from the groups', () => {
    expect(backup('done')).toBe(
      '2,480 of 2,500 backed up: 37 changed, 3 new, 2,440 unchanged; 6 need attention; 20 could not be backed up.',
    );
  });

  it('calls nothing backed up before it is stored', () => {
    expect(backup('running')).toContain('done so far: 2,480 read: 37 changed');
    expect(backup('cancelled')).toContain('Cancelled after 2,500 of 2,500: 2,480 backed up: 37 changed');
    expect(backup('interrupted')).toContain('2,480 read but not stored: 37 changed');
  });

  it('has no figures where nothing was read', () => {
    const tally = createTally(1);
    tally.add({ ...okRow('a'), status: 'failed', code: 'CONN_TIMEOUT' });
    expect(headlineOf({ kind: 'backup', state: 'done', okWord: 'backed up', counts: tally.counts(), tally })).toBe(
      '0 of 1 backed up; 1 could not be backed up.',
    );
  });
});
