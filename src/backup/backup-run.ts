/**
 * A backup as a run: what is read from a device, how it differs from what was kept, and what of that is told. Knows
 * sessions and contents; what becomes of all contents together is in `store-backup.ts`.
 */
import { type ConfigDiff, diffConfigs } from '../configtext/config-diff.ts';
import { parseConfig } from '../configtext/config-tree.ts';
import type { DeviceOutcome } from '../core/outcome.ts';
import type { Session } from '../core/session.ts';
import { counted } from '../core/text.ts';
import type { Digest, RunSpec } from '../engine/run-spec.ts';
import type { Device } from '../inventory/device.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import { BACKUP_KEYS } from '../summary/backup-counts.ts';
import { type BackupParts, platformNamed } from './backup-parts.ts';
import { backupPath } from './backup-path.ts';
import type { BackupOptions } from './backups.ts';
import { createBatchedReads } from './batched-reads.ts';
import { changeMark } from './change-mark.ts';
import { type ReadConfig, readConfig, requireLikeLast } from './read-config.ts';
import type { BackupRound } from './store-backup.ts';

/** What a visit brings home: the content itself has gone to the repository's writer. */
interface BackupVisit {
  readonly path: string;
  readonly contentId: string;
  readonly sizeBytes: number;
  readonly state: 'first' | 'unchanged' | 'reordered' | 'changed';
  /** Of redacted texts; null unless changed. */
  readonly diff: ConfigDiff | null;
  readonly isSaved: boolean | undefined;
  /** The name in its prompt. */
  readonly hostname: string;
}

type Mark = Digest['marks'][number];

/** The run that backs up `options.devices`; `round` collects what its end commits. */
export function backupRun(parts: BackupParts, options: BackupOptions, round: BackupRound): RunSpec<BackupVisit> {
  const { devices, principal, params } = options;
  const readContent = createBatchedReads(parts.repo);
  const compare = async (read: ReadConfig, platform: PlatformDefinition, ids: ContentIds): Promise<Compared> => {
    if (ids.last === undefined) return FIRST;
    if (ids.last === ids.now) return UNCHANGED;
    return (await readContent(ids.last, (last) => compareWithLast({ parts, platform, read, last }))) ?? FIRST;
  };
  return {
    kind: 'backup',
    title: `backup of ${counted(devices.length, 'device')}`,
    params,
    principal,
    devices,
    okWord: 'backed up',
    visit: async (session, device) => {
      const platform = platformNamed(parts, device.platform);
      const read = await readConfig(session, platform);
      const path = backupPath(device.name);
      const contentId = await round.put(read.text);
      const compared = await compare(read, platform, { last: round.lastId(path), now: contentId });
      return { path, contentId, ...compared, ...aboutRead(session, read) };
    },
    digest: (device, outcome) => digestBackup(device, outcome, round),
    conclude: (runId) => round.conclude(runId),
  };
}

const aboutRead = (session: Session, { text, isSaved }: ReadConfig) => ({
  sizeBytes: Buffer.byteLength(text),
  isSaved,
  hostname: session.hostname,
});

type Compared = Pick<BackupVisit, 'state' | 'diff'>;

interface ContentIds {
  readonly last: string | undefined;
  readonly now: string;
}

const UNCHANGED: Compared = { state: 'unchanged', diff: null };
const FIRST: Compared = { state: 'first', diff: null };

/** @throws {RollcallError} CONFIG_INCOMPLETE when far less came than the last time */
function compareWithLast(options: {
  readonly parts: BackupParts;
  readonly platform: PlatformDefinition;
  readonly read: ReadConfig;
  readonly last: string;
}): Compared {
  const { parts, platform, read, last } = options;
  requireLikeLast(read, platform, last, parts.leastRatio);
  const { syntax } = platform.config;
  const tree = (text: string) => parseConfig(parts.publicText(text), syntax);
  const diff = diffConfigs(tree(last), tree(read.text), syntax);
  return diff.added + diff.removed === 0 ? { state: 'reordered', diff: null } : { state: 'changed', diff };
}

function digestBackup(device: Device, outcome: DeviceOutcome<BackupVisit>, round: BackupRound): Digest {
  if (outcome.status !== 'ok') return { attention: false, marks: [], answers: [], value: null };
  const { value } = outcome;
  const { path, contentId, sizeBytes, state, diff, isSaved } = value;
  round.keep(device, { path, contentId, sizeBytes, state });
  return {
    attention: isSaved === false,
    marks: [stateMark(device, value), ...(isSaved === false ? [NOT_SAVED] : [])],
    // The configuration is in the repository; a second copy in the database would be one more place to leak from.
    answers: [],
    value: {
      state: state === 'first' ? 'new' : state,
      size_bytes: sizeBytes,
      lines_added: diff?.added ?? 0,
      lines_removed: diff?.removed ?? 0,
      config_saved: isSaved ?? null,
      path,
    },
    ...(isSaved !== undefined && { facts: { config_saved: String(isSaved) } }),
  };
}

function stateMark(device: Device, { state, diff, hostname }: BackupVisit): Mark {
  if (state === 'changed' && diff !== null) return changeMark(diff, [device.name, hostname]);
  return state === 'changed' ? MARKS.reordered : MARKS[state];
}

const plainMark = (key: string, title: string): Mark => ({
  key,
  kind: 'info',
  severity: 'info',
  title,
  evidence: null,
  command: null,
  body: null,
});

const MARKS = {
  first: plainMark(BACKUP_KEYS.first, 'first backup'),
  unchanged: plainMark(BACKUP_KEYS.unchanged, 'unchanged'),
  reordered: plainMark(BACKUP_KEYS.reordered, 'only the order or layout of lines changed'),
} as const;

const NOT_SAVED: Mark = {
  ...plainMark('finding:config-not-saved', 'config not saved'),
  kind: 'finding',
  severity: 'warning',
};
