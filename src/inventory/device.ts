/** One device as the inventory names it. Knows how to reach it and what is known of it; never a secret's value. */

import type { Secret } from '../core/secret.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One hop on the way: a jump host, or the device itself. */
export interface SshHop {
  readonly host: string;
  readonly port: number;
  /** Absent: the credential's user name. */
  readonly user?: string;
  /** Absolute paths of private keys, in the order to try. */
  readonly identityFiles: readonly string[];
  /** Socket path of an agent; `SSH_AUTH_SOCK`'s value is already filled in. */
  readonly identityAgent?: string;
  /** `HostKeyAlias`: the name the host key is filed under instead of host and port. */
  readonly hostKeyAlias?: string;
}

export interface Device {
  /** Unique; as written in the inventory. */
  readonly name: string;
  /** A platform id, e.g. `cisco_ios`. Aliases are resolved while loading. */
  readonly platform: string;
  /** How to reach the device itself. */
  readonly target: SshHop;
  /** Jump hosts, nearest to us first; empty for a direct connection. */
  readonly jumps: readonly SshHop[];
  /** The name of a credential set of `rollcall.yaml`. */
  readonly credential: string;
  readonly algorithms: 'modern' | 'legacy';
  readonly groups: readonly string[];
  readonly tags: readonly string[];
  readonly site: string | null;
  readonly role: string | null;
  /** Everything else the inventory says, for selectors (`data.rack=12`). */
  readonly data: { readonly [key: string]: JsonValue };
}

/** What opens a login. Made just before use from references; held in memory only. */
export interface Credential {
  /** The credential set's name, for messages and the breaker. */
  readonly name: string;
  readonly username: string;
  readonly password: Secret | null;
  readonly enable: Secret | null;
  /** PEM or OpenSSH private keys with their passphrases. */
  readonly keys: readonly { readonly key: Secret; readonly passphrase: Secret | null }[];
  /** Agent socket path, or null. */
  readonly agentSocket: string | null;
}
