/** Leave to offer a secret to a device. Knows the questions asked of whoever counts failed logins; counts nothing itself. */
import { createHash } from 'node:crypto';
import type { Credential } from '../inventory/device.ts';
import type { Link } from './link.ts';

/** What became of a login attempt. `unanswered`: the device never said. `withdrawn`: it was never offered.
 * `locked`: the device says that trying on is useless. */
export type LoginResult = 'accepted' | 'locked' | 'refused' | 'unanswered' | 'withdrawn';

export interface LoginPermits {
  /**
   * Resolves when the secret named `secretId` may be offered once more; call the answer with the result exactly once.
   * @throws {RollcallError} CIRCUIT_OPEN when it was refused too often elsewhere
   */
  permit(secretId: string, credentialName: string): Promise<(result: LoginResult) => void>;
}

/** A name for a secret that tells equal ones apart without saying what they are. In memory only. */
function secretId(credential: Credential, which: 'password' | 'enable'): string {
  const value = credential[which]?.reveal() ?? '';
  return createHash('sha256').update(`${which}\0${credential.username}\0${value}`).digest('base64');
}

/** Leave for `credential`'s secret, or the link's failure if that comes first; leave that comes too late is handed back. */
export function permitFor(
  link: Link,
  permits: LoginPermits,
  credential: Credential,
  which: 'password' | 'enable',
): Promise<(result: LoginResult) => void> {
  const name = which === 'password' ? credential.name : `${credential.name} (${which})`;
  const permit = permits.permit(secretId(credential, which), name);
  permit.then((report) => link.failure !== null && report('withdrawn')).catch(() => {});
  return link.orFailure(permit);
}
