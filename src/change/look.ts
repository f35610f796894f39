/** What a device is found to be after a change was begun: as before, as wanted, or neither. Reads; types nothing. */
import { RollcallError } from '../core/errors.ts';
import type { Session } from '../core/session.ts';
import type { Grounds } from './grounds.ts';
import { endWith } from './open-for-change.ts';
import type { PushTarget } from './push-job.ts';
import { type ReadConfig, readConfig } from './read-config.ts';
import { type Verdict, verifyConfig } from './verify-config.ts';

export type Found =
  | { readonly is: 'base'; readonly found: ReadConfig }
  | { readonly is: 'wanted'; readonly found: ReadConfig; readonly verdict: Verdict }
  | { readonly is: 'other'; readonly found: ReadConfig; readonly verdict: Verdict };

/** `isPending`: the device's own timer still runs, and says so. */
export type Seen = (Found & { readonly isPending: boolean }) | { readonly is: 'unseen'; readonly error: RollcallError };

/**
 * Reads in an open session. `proves`: a device that is as before and has all that is wanted is `wanted`, as after `no x`
 * where there was no `x`; otherwise as before comes first. Throws what `readConfig` throws.
 */
export async function lookWith(
  target: PushTarget,
  session: Session,
  grounds: Grounds,
  { proves = false } = {},
): Promise<Found> {
  const { job, platform } = target;
  const found = await readConfig(session, platform, job.hash);
  const isBase = found.hash === grounds.base.hash;
  if (isBase && !proves) return { is: 'base', found };
  const verdict = verifyConfig(grounds.base.tree, grounds.wanted, found.tree, platform.config.syntax);
  const isWanted = verdict.missing.length === 0 && verdict.left.length === 0;
  if (isWanted) return { is: 'wanted', found, verdict };
  return isBase ? { is: 'base', found } : { is: 'other', found, verdict };
}

/** Logs in anew and reads. Never throws: a device that cannot be read is `unseen`. */
export async function look(target: PushTarget, grounds: Grounds): Promise<Seen> {
  const { job, device, signal } = target;
  try {
    const session = await job.fleet.open(device, signal);
    const forget = endWith(signal, session);
    try {
      const found = await lookWith(target, session, grounds);
      return { ...found, isPending: await isPending(target, session) };
    } finally {
      await session.close();
      forget();
    }
  } catch (thrown) {
    if (thrown instanceof RollcallError) return { is: 'unseen', error: thrown };
    throw thrown;
  }
}

/** Whether the device says that an unconfirmed change waits for its timer; false where it cannot tell. */
export async function isPending({ dialect }: PushTarget, session: Session): Promise<boolean> {
  if (dialect.pending === null) return false;
  return dialect.pending.isPending((await session.run(dialect.pending.command)).output) ?? false;
}
