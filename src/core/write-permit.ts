/**
 * The right to change one device, as a value that cannot be made by accident: only `change/` issues it, and only for a
 * plan whose hash a person approved. Knows two hashes and compares them.
 */
import { RollcallError } from './errors.ts';

/** Made by `issueWritePermit` alone; whoever opens a session for writing must show one. */
export class WritePermit {
  readonly #issued = true;
  /** The plan's device it was issued for; a session of another device does not accept it. */
  readonly device: string;
  readonly planHash: string;

  /** Use `issueWritePermit`. */
  constructor(key: typeof ISSUER, device: string, planHash: string) {
    if (key !== ISSUER) throw new TypeError('A WritePermit is issued, not made.');
    this.device = device;
    this.planHash = planHash;
  }

  /** False for everything that only looks like a permit. */
  static isFor(permit: unknown, device: string): boolean {
    return permit instanceof WritePermit && #issued in permit && permit.device === device;
  }
}

const ISSUER: unique symbol = Symbol('change');

/**
 * A permit for one device of an approved plan. `planHash` is computed from the plan about to be pushed, `approvedHash`
 * is what the person approved.
 * @throws {RollcallError} PLAN_TAMPERED when they differ, NEEDS_APPROVAL when nothing was approved
 */
export function issueWritePermit(device: string, planHash: string, approvedHash: string | null): WritePermit {
  if (approvedHash === null) throw new RollcallError('NEEDS_APPROVAL', 'Nobody has approved this plan.');
  if (planHash !== approvedHash) throw new RollcallError('PLAN_TAMPERED', 'The plan is not the one that was approved.');
  return new WritePermit(ISSUER, device, planHash);
}
