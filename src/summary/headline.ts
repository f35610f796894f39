/** A run in one sentence. Knows counts and states; quotes nothing from a device. */
import type { RunState } from '../core/run-state.ts';
import { counted } from '../core/text.ts';
import { backupCounts, backupCountsText } from './backup-counts.ts';
import type { RunCounts } from './run-answer.ts';
import type { Tally } from './tally.ts';

/** What one kind of run calls its devices. */
interface Words {
  /** Of devices that are well, or, with `isForAll`, of all that were visited: `healthy`, `backed up`. */
  readonly ok: string;
  readonly isForAll: boolean;
  /** Of those that were not: `could not be checked`. */
  readonly failed: string;
  /** More about the first figure: `37 changed, 3 new`; may be empty. */
  readonly detail: string;
}

/**
 * `2,431 of 2,500 healthy; 44 need attention; 25 could not be checked.`, or what is known before the end. Of a backup:
 * `2,480 of 2,500 backed up: 37 changed, 3 new, 2,440 unchanged; 20 could not be backed up.`
 */
export function headlineOf(run: {
  readonly kind: string;
  readonly state: RunState;
  readonly okWord: string;
  readonly counts: RunCounts;
  readonly tally: Tally;
}): string {
  const { state, counts } = run;
  const words = run.kind === 'backup' ? backupWords(run) : plainWords(run.okWord, run.kind);
  const { selected, ok, attention, failed, skipped, pending } = counts;
  const done = selected - pending;
  const well = words.isForAll ? ok + attention : ok;
  const rest = [
    attention > 0 ? counted(attention, 'needs attention', 'need attention') : '',
    failed > 0 ? `${number(failed)} ${words.failed}` : '',
    skipped > 0 ? counted(skipped, 'was not tried', 'were not tried') : '',
    state !== 'running' && pending > 0 ? counted(pending, 'has no result', 'have no result') : '',
  ];
  const sentence = (first: string): string =>
    `${[words.detail === '' ? first : `${first}: ${words.detail}`, ...rest].filter((part) => part !== '').join('; ')}.`;
  if (state === 'done') return sentence(`${number(well)} of ${number(selected)} ${words.ok}`);
  const soFar = sentence(`${number(well)} ${words.ok}`);
  if (state === 'running') return `${number(done)} of ${number(selected)} done so far: ${soFar}`;
  const how = state === 'cancelled' ? 'Cancelled' : 'Interrupted';
  return `${how} after ${number(done)} of ${number(selected)}: ${soFar}`;
}

const plainWords = (ok: string, kind: string): Words => ({
  ok,
  // Of a plan those that need attention are planned as well.
  isForAll: kind === 'plan',
  failed: FAILED[kind] ?? 'could not be checked',
  detail: '',
});

const FAILED: Readonly<Record<string, string>> = {
  plan: 'could not be planned',
  push: 'did not end well',
  recover: 'did not end as the change wanted',
};

/** Nothing is stored before the end, and nothing of a run that was interrupted. */
function backupWords({ state, okWord, tally }: Parameters<typeof headlineOf>[0]): Words {
  const isStored = state === 'done' || state === 'cancelled';
  return {
    ok: isStored ? okWord : state === 'running' ? 'read' : 'read but not stored',
    isForAll: true,
    failed: 'could not be backed up',
    detail: backupCountsText(backupCounts(tally)),
  };
}

const number = (count: number): string => count.toLocaleString('en-US');
