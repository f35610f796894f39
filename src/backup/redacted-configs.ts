/**
 * Stored configurations as redacted lines, kept in memory by content, and in a file for the next process. Knows how much
 * it may keep and when it is stale; the one place through which stored text gets to a search or a comparison.
 */
import type { PublicText } from '../configtext/public-text.ts';
import type { RedactionState } from '../configtext/redaction-state.ts';
import type { BackupRepo } from '../storage/backup-repo.ts';
import type { PrivateJsonFile } from '../storage/private-json-file.ts';
import { createLineTable, type NumberedLines } from './line-table.ts';
import { asPacked, packConfigs, unpackConfigs } from './packed-configs.ts';

/** The redacted text of one content. */
export type RedactedConfig = NumberedLines;

/** Its lines, as text. */
export const linesOf = ({ ids, table }: RedactedConfig): string[] => Array.from(ids, (id) => table.textOf(id));

export interface RedactedConfigs {
  /**
   * Hands over each content once, those in memory first. Ids that the repository does not know are left out.
   * @throws {RollcallError} GIT_MISSING, GIT_FAILED
   */
  each(contentIds: Iterable<string>, use: (contentId: string, config: RedactedConfig) => void): Promise<void>;
  /** Keeps what `wanted` names for the next process; asked only when enough is new. Rejects with the system's error. */
  save(wanted: () => Promise<Iterable<string>>): Promise<void>;
}

/** Where redacted lines outlive a process, and what tells whether they are still good. */
export interface KeptRedactions {
  readonly file: PrivateJsonFile;
  readonly state: () => RedactionState;
}

// Each line as a number takes 4 bytes: 2,500 devices of 250 lines take 2.5 MB, 100,000 of them a tenth of a gigabyte.
const MOST_LINES = 25_000_000;
const MOST_TABLE_CHARS = 128_000_000;
// The file is written as a whole: not for every line that changed somewhere, and not when that takes seconds.
const LEAST_NEW_PART = 0.02;
const MOST_SAVED_LINES = 5_000_000;

export function createRedactedConfigs(options: {
  readonly repo: Pick<BackupRepo, 'read'>;
  readonly publicText: PublicText;
  /** Absent: in memory only. */
  readonly outlives?: KeptRedactions;
  /** Lines kept, of the least recently used contents dropped first. */
  readonly mostLines?: number;
  /** Characters of different lines kept; beyond it everything is forgotten. */
  readonly mostTableChars?: number;
}): RedactedConfigs {
  const { repo, publicText, outlives, mostLines = MOST_LINES, mostTableChars = MOST_TABLE_CHARS } = options;
  // In order of use: a map keeps the order in which keys were set.
  const kept = new Map<string, RedactedConfig>();
  let keptLines = 0;
  let table = createLineTable();
  let unsaved = 0;
  let known: RedactionState | undefined;
  let settling = Promise.resolve();

  const forget = (): void => {
    kept.clear();
    keptLines = 0;
    table = createLineTable();
  };

  const keep = (contentId: string, config: RedactedConfig): void => {
    kept.set(contentId, config);
    keptLines += config.ids.length;
    for (const [oldest, { ids }] of kept) {
      if (keptLines <= mostLines) break;
      kept.delete(oldest);
      keptLines -= ids.length;
    }
    if (table.chars() > mostTableChars) forget();
  };

  /** Begins anew, with what the file has, when redaction would make another text of what is kept. */
  const settle = async ({ file, state }: KeptRedactions): Promise<void> => {
    const now = state();
    if (known !== undefined && isAsGood(known, now)) return;
    forget();
    const packed = asPacked(await file.read());
    known = packed !== null && isAsGood(packed, now) ? packed : now;
    if (known === packed) for (const [contentId, config] of unpackConfigs(packed, table)) keep(contentId, config);
    unsaved = 0;
    known = { code: known.code, held: known.held };
  };

  return {
    async each(contentIds, use) {
      if (outlives !== undefined) {
        settling = settling.then(() => settle(outlives));
        await settling;
      }
      const missing: string[] = [];
      for (const contentId of new Set(contentIds)) {
        const config = kept.get(contentId);
        if (config === undefined) {
          missing.push(contentId);
          continue;
        }
        kept.delete(contentId);
        kept.set(contentId, config);
        use(contentId, config);
      }
      if (missing.length === 0) return;
      await repo.read(missing, (contentId, content) => {
        const { idOf } = table;
        const lines = publicText(content).replace(/\n$/, '').split('\n');
        const config = { ids: Uint32Array.from(lines, idOf), table };
        keep(contentId, config);
        unsaved++;
        use(contentId, config);
      });
    },
    async save(wanted) {
      if (outlives === undefined || known === undefined) return;
      if (unsaved === 0 || unsaved < kept.size * LEAST_NEW_PART || keptLines > MOST_SAVED_LINES) return;
      unsaved = 0;
      const configs = [...new Set(await wanted())].flatMap((id) => {
        const config = kept.get(id);
        return config === undefined ? [] : [[id, config] as const];
      });
      await outlives.file.write({ ...known, ...packConfigs(configs) });
    },
  };
}

const isAsGood = (then: RedactionState, now: RedactionState): boolean =>
  then.code === now.code && now.held.every((tag) => then.held.includes(tag));
