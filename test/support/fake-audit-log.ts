/** An audit log in memory, for tests of what writes one. Chains as the real one does; keeps no file. */
import { type Clock, isoTime, systemClock } from '../../src/core/clock.ts';
import { headOf, isSameHead, NO_HEAD, nextEntry } from '../../src/storage/audit-chain.ts';
import type { AuditEntry, AuditLog } from '../../src/storage/audit-log.ts';

export interface FakeAuditLog extends AuditLog {
  /** Everything appended, oldest first. */
  readonly entries: readonly AuditEntry[];
}

export function createFakeAuditLog(clock: Pick<Clock, 'now'> = systemClock): FakeAuditLog {
  const entries: AuditEntry[] = [];
  const head = () => headOf(entries.at(-1) ?? NO_HEAD);
  return {
    entries,
    async append(event) {
      entries.push(nextEntry(head(), isoTime(clock as Clock), event, (text) => text));
      return head();
    },
    async verify(exported) {
      const found = exported === undefined || [NO_HEAD, ...entries].some((entry) => isSameHead(entry, exported));
      if (found) return { intact: true, head: head() };
      return { intact: false, line: exported.seq, problem: 'The exported head is not in the log.' };
    },
    async read(limit) {
      return entries.toReversed().slice(0, limit);
    },
  };
}
