/** Names for runs, plans, changes, and faults of ours. Knows time and randomness; nothing of what is named. */
import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

/** `r-20261123-101502-7f3a9c`: sorts by time, unguessable enough not to be typed by accident. */
export const newRunId = (clock: Clock): string => newId('r', clock);

/** `p-20261123-101502-7f3a9c` */
export const newPlanId = (clock: Clock): string => newId('p', clock);

/** `c-20261123-101502-7f3a9c` */
export const newChangeId = (clock: Clock): string => newId('c', clock);

function newId(kind: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${kind}-${stamp}-${randomBytes(3).toString('hex')}`;
}

/** Names one unexpected exception in the log, so that a reader can report it. */
export function newFaultId(): string {
  return `f-${randomBytes(4).toString('hex')}`;
}
