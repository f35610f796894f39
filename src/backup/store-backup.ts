/**
 * The contents of one run on their way to one commit: put as they come, committed at the end, sent to the remote. Knows
 * the repository and the run's counts; knows no session.
 */
import { randomBytes } from 'node:crypto';
import { type CancelTimer, isoTime } from '../core/clock.ts';
import { counted, oneLine } from '../core/text.ts';
import type { Device } from '../inventory/device.ts';
import { backupCountsText } from '../summary/backup-counts.ts';
import type { BackupParts } from './backup-parts.ts';
import { INDEX_PATH } from './backup-path.ts';
import type { BackupOptions } from './backups.ts';
import { type IndexedDevice, readDeviceIndex, writeDeviceIndex } from './device-index.ts';

interface KeptConfig {
  readonly path: string;
  readonly contentId: string;
  readonly sizeBytes: number;
  readonly state: 'first' | 'unchanged' | 'reordered' | 'changed';
}

/** One run's way into the repository. */
export interface BackupRound {
  /** The content's id in the newest backup when the run began. */
  lastId(path: string): string | undefined;
  /** Hands a content over; it counts only once `keep` has named it. */
  put(content: string): Promise<string>;
  keep(device: Device, config: KeptConfig): void;
  /** Commits what was kept, and answers with one line about it. @throws {RollcallError} GIT_FAILED, LEASE_HELD */
  conclude(runId: string): Promise<string>;
  /** Forgets everything. */
  abandon(): Promise<void>;
}

/** The first words of a commit's message are at most so long: more is cut off in every listing. */
const REASON_CHARS = 100;
/** How long a run's end waits for the remote; a slower push goes on behind it. */
const PUSH_WAIT_MS = 10_000;

/**
 * Begins a round. `inBackground` is told of work that goes on when the round is over.
 * @throws {RollcallError} GIT_MISSING, GIT_FAILED
 */
export async function beginRound(
  parts: BackupParts,
  options: BackupOptions,
  inBackground: (work: Promise<unknown>) => void,
): Promise<BackupRound> {
  const { repo, clock } = parts;
  const last = await repo.tree();
  const writer = await repo.begin();
  const files = new Map<string, string>();
  const devices = new Map<string, IndexedDevice>();
  const sizes = new Map<string, number>();
  const counts = { changed: 0, first: 0, unchanged: 0 };

  const index = async (): Promise<string> => {
    const known = new Map<string, IndexedDevice>();
    // Read again: another run may have committed since this one began.
    const newest = (await repo.tree()).get(INDEX_PATH);
    if (newest !== undefined) {
      await repo.read([newest], (_, text) => {
        for (const [path, device] of readDeviceIndex(text)) known.set(path, device);
      });
    }
    for (const [path, device] of devices) known.set(path, device);
    return writeDeviceIndex(known);
  };

  const commit = async (runId: string) => {
    try {
      files.set(INDEX_PATH, await writer.put(await index()));
      const message = messageOf(runId, options, parts, backupCountsText({ ...counts, unchanged: 0 }), files.size - 1);
      return await writer.commit({ files, message, author: options.principal, atMs: clock.now() });
    } finally {
      await writer.abandon();
    }
  };

  return {
    lastId: (path) => last.get(path),
    put: (content) => writer.put(content),
    keep(device, { path, contentId, sizeBytes, state }) {
      files.set(path, contentId);
      devices.set(path, { name: device.name, platform: device.platform });
      sizes.set(device.name, sizeBytes);
      counts[state === 'reordered' ? 'changed' : state]++;
    },
    async conclude(runId) {
      if (files.size === 0) {
        await writer.abandon();
        return 'Nothing was stored.';
      }
      const committed = await commit(runId);
      const observedAt = isoTime(clock);
      await parts.store.recordFacts(
        [...sizes].map(([device, size]) => ({ device, key: 'backup_bytes', value: String(size), observedAt, runId })),
      );
      const note = committed === null ? 'Nothing changed: no commit.' : `Committed as ${committed.commit.slice(0, 8)}.`;
      const pushed = parts.remote === null ? null : await push(parts, parts.remote, inBackground);
      inBackground(repo.tidy());
      return pushed === null ? note : `${note} ${pushed}`;
    },
    abandon: () => writer.abandon(),
  };
}

/** Answers with a sentence, always: the backup itself is done. */
async function push(
  { repo, log, clock }: BackupParts,
  remote: string,
  inBackground: (work: Promise<unknown>) => void,
): Promise<string> {
  const pushing = repo.pushTo(remote).then(
    () => 'Pushed to the remote.',
    (failure: unknown) => {
      const { message, detail } = failure as { message?: string; detail?: string };
      log.error('backup_not_pushed', { message: String(message), detail: String(detail ?? '') });
      return 'The push to the remote failed; the log says why, and the next backup tries again.';
    },
  );
  inBackground(pushing);
  let stopWaiting: CancelTimer = () => {};
  const late = new Promise<string>((resolve) => {
    stopWaiting = clock.after(PUSH_WAIT_MS, () => resolve('The push to the remote goes on.'));
  });
  return Promise.race([pushing, late]).finally(stopWaiting);
}

function messageOf(
  runId: string,
  { reason, devices, principal }: BackupOptions,
  { publicText }: BackupParts,
  changes: string,
  stored: number,
): string {
  const why = oneLine(publicText(reason ?? ''), REASON_CHARS) || 'backup';
  return [
    `${why}: ${changes === '' ? 'list of devices' : `${changes} of ${devices.length.toLocaleString('en-US')}`}`,
    '',
    `Run: ${runId}`,
    `By: ${oneLine(principal, REASON_CHARS)}`,
    `Stored: ${counted(stored, 'device')}, not stored: ${(devices.length - stored).toLocaleString('en-US')}`,
    // A commit's id is shown to whoever asks, and is made of everything in it. Without this, a guess at a short secret
    // could be tried against the id by someone who knows the rest.
    `Salt: ${randomBytes(16).toString('hex')}`,
    '',
  ].join('\n');
}
