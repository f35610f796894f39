/** What changes of dead processes left behind, looked at by one process. Knows leases and runs; sends nothing. */
import { RollcallError } from '../core/errors.ts';
import type { Runs } from '../engine/runs.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Recovery } from './changes.ts';
import { recoverRun } from './recover.ts';

/** Longer than any recovery takes; a timer takes 31 bits. */
const TO_THE_END_MS = 2 ** 31 - 1;

/** Starts a look at each; those that another process looks at are left to it. */
export async function recoverChanges(
  parts: ChangeParts,
  runs: Runs,
  principal: string,
  devices: () => Promise<{ get(name: string): Device | undefined }>,
): Promise<readonly Recovery[]> {
  const { log } = parts.fleet;
  const unfinished = await parts.changes.unfinishedChanges();
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
      const now = await parts.changes.getChange(change.id);
      const spec =
        now?.finishedAt === null ? await recoverRun(parts, change, principal, (name) => inventory.get(name)) : null;
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

function told(failure: unknown): { readonly code: string; readonly message: string } {
  if (failure instanceof RollcallError) return { code: failure.code, message: failure.message };
  return { code: 'INTERNAL', message: String(failure) };
}
