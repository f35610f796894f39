/** Credential sets by name, fetched when first needed. Knows references; holds the values only in memory. */
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/paths.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { nearMatches } from '../core/text.ts';
import type { Credential } from './device.ts';
import { type ReferenceOptions, readReference } from './secret-reference.ts';

export interface CredentialSource {
  /**
   * The set of that name. Fetched once; a failure is kept for half a minute, so that a run does not start the same
   * failing command for every device.
   * @throws {RollcallError} CREDENTIAL_UNAVAILABLE naming the set or its field, never a value
   */
  get(name: string): Promise<Credential>;
  /** Every secret fetched so far, for the redaction of exact matches. */
  heldSecrets(): readonly Secret[];
  /**
   * Fetches the secrets that take no program to fetch (`env:`, `file:`), so that stored device text is redacted of them
   * also in a process that visits no device. Never rejects: a missing secret matters when it is needed.
   */
  holdAtHand(): Promise<void>;
}

export interface CredentialParts {
  readonly config: Config;
  readonly env: Environment;
  readonly clock?: Clock;
}

// Long enough for one run's burst, short enough for an operator who has just mended it.
const FAILURE_MS = 30_000;

export function createCredentialSource({ config, env, clock = systemClock }: CredentialParts): CredentialSource {
  const fetched = new Map<string, { readonly value: Promise<Credential>; failedAtMs: number | null }>();
  const held: Secret[] = [];
  const read: FetchParts['read'] = async (reference, options) => {
    const secret = await readReference(reference, { ...options, env });
    if (!held.some((other) => other.reveal() === secret.reveal())) held.push(secret);
    return secret;
  };
  return {
    get(name) {
      const known = fetched.get(name);
      const isStale = known?.failedAtMs != null && clock.monotonicMs() - known.failedAtMs >= FAILURE_MS;
      if (known && !isStale) return known.value;
      const entry = { value: fetchSet(name, { config, env, read }), failedAtMs: null as number | null };
      entry.value.catch(() => {
        entry.failedAtMs = clock.monotonicMs();
      });
      fetched.set(name, entry);
      return entry.value;
    },
    heldSecrets: () => held,
    async holdAtHand() {
      const references = Object.entries(config.credentials).flatMap(([name, { password, enable, passphrase }]) =>
        Object.entries({ password, enable, passphrase }).map(([part, reference = '']) => ({ name, part, reference })),
      );
      const atHand = references.filter(({ reference }) => /^(?:env|file):/.test(reference));
      await Promise.allSettled(
        atHand.map(({ name, part, reference }) => read(reference, { field: `credentials.${name}.${part}` })),
      );
    },
  };
}

interface FetchParts {
  readonly config: Config;
  readonly env: Environment;
  readonly read: (reference: string, options: Omit<ReferenceOptions, 'env'>) => Promise<Secret>;
}

async function fetchSet(name: string, { config, env, read }: FetchParts): Promise<Credential> {
  const set = Object.hasOwn(config.credentials, name) ? config.credentials[name] : undefined;
  if (!set) {
    const near = nearMatches(name, Object.keys(config.credentials));
    throw new RollcallError('CREDENTIAL_UNAVAILABLE', `There is no credential set \`${name}\`.`, {
      phase: 'auth',
      hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Add it under `credentials` in rollcall.yaml.',
    });
  }
  const field = (part: string) => `credentials.${name}.${part}`;
  const optional = (reference: string | undefined, part: string) =>
    reference === undefined ? null : read(reference, { field: field(part) });
  const [password, enable, passphrase] = await Promise.all([
    optional(set.password, 'password'),
    optional(set.enable, 'enable'),
    optional(set.passphrase, 'passphrase'),
  ]);
  const keys = await Promise.all(
    (set.keys ?? []).map((reference, i) => read(reference, { field: field(`keys[${i}]`), isMultiline: true })),
  );
  return {
    name,
    username: set.username,
    password,
    enable,
    keys: keys.map((key) => ({ key, passphrase })),
    agentSocket: agentSocket(set.agent ?? false, env, field('agent')),
  };
}

function agentSocket(agent: boolean | string, env: Environment, field: string): string | null {
  if (agent === false) return null;
  const socket = agent === true ? env['SSH_AUTH_SOCK'] : agent;
  if (socket) return socket;
  throw new RollcallError('CREDENTIAL_UNAVAILABLE', `${field} needs SSH_AUTH_SOCK, which is not set.`, {
    phase: 'auth',
    hint: 'Start an ssh-agent and pass SSH_AUTH_SOCK on, or name the path of its socket.',
  });
}
