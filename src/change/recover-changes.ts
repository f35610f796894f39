/** What changes of dead processes left behind, looked at by one process. Knows leases and runs; sends nothing. */
import { RollcallError } from '../core/errors.ts';
import type { Runs } from '../engine/runs.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeRecord } from '../storage/change-store.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Recovery } from './changes.ts';
import { recoverRun } from './recover.ts';

/** Longer than any recovery takes; a timer takes 31 bits. */
const TO_THE_END_MS = 2 ** 31 - 1;

/** Changes of the past that are looked through for devices that could not be read then. */
const CHANGES_LOOKED_AT = 200;

export interface RecoverOptions {
  readonly principal: string;
  readonly devices: () => Promise<{ get(name: string): Device | undefined }>;
  /** Also those of finished changes that could not be read then: a person asks, and they may be back. */
  readonly looksAgain: boolean;
}

/** Starts a look at each; those that another process looks at are left to it. */
export async function recoverChanges(
  parts: ChangeParts,
  runs: Runs,
  { principal, devices, looksAgain }: RecoverOptions,
): Promise<readonly Recovery[]> {
  const { log } = parts.fleet;
  const unfinished = await openChanges(parts, looksAgain);
  if (unfinished.length === 0) return [];
  const inventory = await devices();
  const started: Recovery[] = [];
  for (const change of unfinished) {
    const taken = await parts.leases.takeLease(`recover:${change.id}`, `recovery of change ${change.id}`);
    if ('heldBy' in taken) {
      log.info('recovery_elsewhere', { change: change.id, pid: taken.heldBy.pid });
      continue;
    }
    const { lease } = taken;
    try {
      // Somebody may have been quicker, before the lease.
      const isOpen = (await openChanges(parts, looksAgain)).some(({ id }) => id === change.id);
      const spec = isOpen ? await recoverRun(parts, change, principal, (name) => inventory.get(name)) : null;
      const runId = spec === null ? null : await runs.start(spec);
      log.warn('change_recovering', { change: change.id, run: runId, devices: spec?.devices.length ?? 0 });
      const over = runId === null ? Promise.resolve() : runs.wait(runId, TO_THE_END_MS);
      const ended = over
        .then(
          () => log.info('change_recovered', { change: change.id }),
          (failure: unknown) => log.error('recovery_failed', { change: change.id, ...told(failure) }),
        )
        .finally(() => lease.release());
      started.push({ changeId: change.id, runId, ended });
    } catch (failure) {
      // One change that cannot be settled must not keep the others from it.
      log.error('recovery_failed', { change: change.id, ...told(failure) });
      await lease.release();
    }
  }
  return started;
}

async function openChanges({ changes }: ChangeParts, looksAgain: boolean): Promise<readonly ChangeRecord[]> {
  const unfinished = await changes.unfinishedChanges();
  if (!looksAgain) return unfinished;
  const unseen: ChangeRecord[] = [];
  for (const change of await changes.listChanges(CHANGES_LOOKED_AT)) {
    if (change.finishedAt === null || unfinished.some(({ id }) => id === change.id)) continue;
    const records = await changes.changeDevices(change.id);
    if (records.some(({ state }) => state === 'unreachable_unknown')) unseen.push(change);
  }
  return [...unfinished, ...unseen];
}

function told(failure: unknown): { readonly code: string; readonly message: string } {
  if (failure instanceof RollcallError) return { code: failure.code, message: failure.message };
  return { code: 'INTERNAL', message: String(failure) };
}
