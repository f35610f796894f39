/** The key a device proves to own, without logging in: for `rollcall enroll`. Knows the handshake; offers no credential. */
import { RollcallError } from '../core/errors.ts';
import type { Credential, SshHop } from '../inventory/device.ts';
import { connect, type SshContext } from './connect.ts';
import { fingerprint, type KeyVerdict, keyType } from './known-hosts.ts';
import { Link } from './link.ts';

export interface ProbedKey {
  readonly key: Buffer;
  readonly type: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  /** What is on file about it. */
  readonly verdict: KeyVerdict;
}

const NOBODY: Credential = {
  name: 'none',
  username: 'rollcall',
  password: null,
  enable: null,
  keys: [],
  agentSocket: null,
};

/** Shakes hands and leaves before login. @throws {RollcallError} any code of the groups reach and protocol */
export async function probeHostKey(
  context: SshContext,
  hop: SshHop,
  algorithms: 'modern' | 'legacy',
): Promise<ProbedKey> {
  let proved: Buffer | null = null;
  let shown: { key: Buffer; verdict: KeyVerdict } | null = null;
  const link = new Link(context.clock);
  const { hostKeyAlias: _alias, identityAgent: _agent, ...bare } = hop;
  const observer: SshContext = {
    ...context,
    hostKeys: 'accept-new',
    knownHosts: {
      ...context.knownHosts,
      typesFor: () => context.knownHosts.typesFor(hop),
      check: (_hop, key) => {
        shown = { key, verdict: context.knownHosts.check(hop, key) };
        return 'unknown';
      },
      // Called after the handshake only: the device has signed with this key.
      add: (_hop, key) => {
        proved = key;
        link.fail(new RollcallError('CANCELLED', 'Seen enough.'));
      },
    },
  };
  try {
    await connect(observer, link, { hop: bare, credential: NOBODY, algorithms });
  } catch (failure) {
    if (proved === null || shown === null) throw failure;
  }
  const { key, verdict } = shown as unknown as { key: Buffer; verdict: KeyVerdict };
  return { key, type: keyType(key), fingerprint: fingerprint(key), verdict };
}
