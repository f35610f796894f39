/** A session with the right to write one device. The only place of the program where that right is issued. */
import { sleep } from '../core/clock.ts';
import { ERROR_CODES, RollcallError } from '../core/errors.ts';
import type { ChangeSession, Session } from '../core/session.ts';
import { issueWritePermit } from '../core/write-permit.ts';
import type { PushTarget } from './push-job.ts';

/** Before each further try: a device that is busy, or has just committed, may need a moment. */
const PAUSES_MS = [2_000, 5_000, 10_000];

/**
 * Logs in, and tries again where that is harmless: nothing is sent by a login, and refused credentials are never
 * tried twice.
 * @throws {RollcallError} PLAN_TAMPERED, NEEDS_APPROVAL, and what a login fails with
 */
export async function openPatiently({ job, device, signal }: PushTarget): Promise<ChangeSession> {
  const permit = issueWritePermit(device.name, job.planHash, job.approvedHash);
  const { credential } = job.settings;
  for (let tries = 0; ; tries++) {
    try {
      const options = { permit, signal, ...(credential !== undefined && { credential }) };
      const session = await job.fleet.openForChange(device, options);
      endWith(signal, session);
      return session;
    } catch (thrown) {
      const pauseMs = PAUSES_MS[tries];
      const mayPass = thrown instanceof RollcallError && ERROR_CODES[thrown.code].retries > 0;
      if (!mayPass || pauseMs === undefined) throw thrown;
      await sleep(job.fleet.clock, pauseMs, signal);
    }
  }
}

/** The device's deadline ends the session as well: nothing is typed after it. The answer takes that back. */
export function endWith(signal: AbortSignal, session: Session): () => void {
  const end = () => session.abort(signal.reason as RollcallError);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  return () => signal.removeEventListener('abort', end);
}
