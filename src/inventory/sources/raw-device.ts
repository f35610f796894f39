/** What every inventory format says of a device, in the same words. Knows field names; no format and no SSH. */
import { RollcallError } from '../../core/errors.ts';
import { oneLine } from '../../core/text.ts';
import type { Device, JsonValue } from '../device.ts';
import type { WatchedFiles } from '../watched-files.ts';

/** One device of one source. Absent: the source does not say. */
export interface RawDevice {
  readonly name: string;
  /** For messages: `/etc/rollcall/hosts.yaml:12`. */
  readonly place: string;
  readonly host?: string;
  readonly port?: number;
  /** As written; may be an alias, or unknown. */
  readonly platform?: string;
  readonly user?: string;
  readonly identityFile?: string;
  /** As `ProxyJump` is written: `bastion`, `ops@b1:2222,b2`, `none`. */
  readonly jump?: string;
  readonly credential?: string;
  readonly algorithms?: Device['algorithms'];
  readonly groups: readonly string[];
  readonly tags: readonly string[];
  readonly site: string | null;
  readonly role: string | null;
  readonly data: Device['data'];
}

/** What a source may use while it reads. */
export interface SourceContext {
  readonly files: WatchedFiles;
  readonly isPlatform: (name: string) => boolean;
  readonly warn: (message: string, device?: string) => void;
}

export type Variables = Readonly<Record<string, JsonValue>>;

/** How a source reaches a device; the value of each is as written, null or undefined where it says nothing. */
export type Reach = Readonly<
  Partial<Record<'host' | 'port' | 'platform' | 'user' | 'identityFile', JsonValue | undefined>>
>;

export interface RawDeviceParts {
  readonly name: string;
  readonly place: string;
  readonly groups: readonly string[];
  readonly reach: Reach;
  /** `site`, `role`, `tags`, `jump` and `rollcall_…` are taken out; the rest becomes `data`. */
  readonly variables: Variables;
}

/**
 * Puts one device together; variables that look like secrets are left out, with a warning.
 * @throws {RollcallError} INVENTORY_INVALID for a value of the wrong kind, naming its place
 */
export function rawDevice(parts: RawDeviceParts, context: SourceContext): RawDevice {
  const { name, place, groups, reach, variables } = parts;
  const {
    site,
    role,
    tags,
    jump,
    proxyjump,
    rollcall_credential: credential,
    rollcall_algorithms: algorithms,
    ...data
  } = variables;
  const word = (field: string, value: JsonValue | undefined) => asWord(value, field, place);
  return {
    name,
    place,
    ...present({
      host: word('host', reach.host),
      port: asPort(reach.port, place),
      platform: word('platform', reach.platform),
      user: word('user', reach.user),
      identityFile: word('key file', reach.identityFile),
      jump: word('jump', jump ?? proxyjump),
      credential: word('rollcall_credential', credential),
      algorithms: asAlgorithms(algorithms, place),
    }),
    groups: [...new Set(groups)],
    tags: asList(tags),
    site: word('site', site) ?? null,
    role: word('role', role) ?? null,
    data: withoutSecrets(data, (key) => context.warn(secretWarning(place, key), name)) as Variables,
  };
}

/** One warning per file and key: `/x/hosts.yaml: `password` is ignored: …`. */
export function secretWarning(place: string, key: string): string {
  const file = place.replace(/:\d+$/, '');
  return `${file}: \`${oneLine(key, 60)}\` is ignored: secrets are named under \`credentials\` in rollcall.yaml, never read from an inventory`;
}

/** A plain object, or undefined for anything else. */
export function asVariables(value: unknown): Variables | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Variables) : undefined;
}

/** One map of several; a later layer's value replaces an earlier one's whole. */
export function mergedVariables(layers: readonly (Variables | undefined)[]): Variables {
  // Entries, not assignment: a key named `__proto__` stays a key.
  return Object.fromEntries(layers.flatMap((layer) => Object.entries(layer ?? {})));
}

/** `["a", 1]` -> `["a", "1"]`; text is cut at commas, semicolons, bars and blanks. */
export function asList(value: JsonValue | undefined): string[] {
  const items: readonly JsonValue[] = Array.isArray(value) ? value : String(value ?? '').split(/[,;|\s]/);
  return [...new Set(items.map((item) => String(item).trim()).filter((item) => item !== ''))];
}

/** An INVENTORY_INVALID at `place`. */
export function inventoryError(place: string, problem: string, hint?: string): RollcallError {
  return new RollcallError('INVENTORY_INVALID', `${place}: ${problem}.`, hint === undefined ? {} : { hint });
}

// `password`, `ansible_ssh_pass`, `snmp-community`, `api_key`; not `bypass`, `compass`.
const SECRET_KEY =
  /(?:password|passwd|passphrase|secret|community|private_?key|api_?key|auth_?key|(?:^|[_.-])(?:pass|token|psk|key))$/i;

function withoutSecrets(value: JsonValue, dropped: (key: string) => void): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutSecrets(item, dropped));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, item]) => {
    const isSecret = SECRET_KEY.test(key) && typeof item === 'string';
    if (isSecret && item !== '') dropped(key);
    return !isSecret;
  });
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutSecrets(item, dropped)]));
}

function asWord(value: JsonValue | undefined, field: string, place: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim() || undefined;
  throw inventoryError(place, `\`${field}\` must be text, not ${Array.isArray(value) ? 'a list' : typeof value}`);
}

function asPort(value: JsonValue | undefined, place: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  if (typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw inventoryError(place, '`port` must be a whole number from 1 to 65535');
}

function asAlgorithms(value: JsonValue | undefined, place: string): Device['algorithms'] | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (value === 'modern' || value === 'legacy') return value;
  throw inventoryError(place, '`rollcall_algorithms` must be modern or legacy');
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
