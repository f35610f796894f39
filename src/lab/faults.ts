/** The catalogue of faults by name, in the order of its rows. Knows nothing of how they are dealt out. */
import { RollcallError } from '../core/errors.ts';
import { nearMatches } from '../core/text.ts';
import type { Fault } from './fault.ts';
import { changeFaults } from './faults/change-faults.ts';
import { configFaults } from './faults/config-faults.ts';
import { contentFaults } from './faults/content-faults.ts';
import { loginFaults } from './faults/login-faults.ts';
import { reachFaults } from './faults/reach-faults.ts';

/** Every fault that a reading client meets. */
export const faultCatalogue: readonly Fault[] = [
  ...reachFaults,
  ...loginFaults,
  ...contentFaults,
  ...configFaults,
].sort((a, b) => a.row - b.row);

/** Every fault that strikes when a device is changed; a reading client never notices one. */
export const changeFaultCatalogue: readonly Fault[] = [...changeFaults].sort((a, b) => a.row - b.row);

const byName = new Map([...faultCatalogue, ...changeFaultCatalogue].map((fault) => [fault.name, fault]));

/** @throws {RollcallError} BAD_INPUT with the nearest names */
export function faultNamed(name: string): Fault {
  const fault = byName.get(name);
  if (fault !== undefined) return fault;
  const near = nearMatches(name, byName.keys());
  const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Known: ${[...byName.keys()].join(', ')}.`;
  throw new RollcallError('BAD_INPUT', `There is no fault named "${name}".`, { hint });
}
