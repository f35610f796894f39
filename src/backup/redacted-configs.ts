/**
 * Stored configurations as redacted lines, kept in memory by content. Knows how much it may keep; the one place through
 * which stored text gets to a search or a comparison.
 */
import type { PublicText } from '../configtext/public-text.ts';
import type { BackupRepo } from '../storage/backup-repo.ts';
import { createLineTable, type LineTable } from './line-table.ts';

/** The redacted text of one content. */
export interface RedactedConfig {
  /** Its lines as numbers of `table`. */
  readonly ids: Uint32Array;
  readonly table: LineTable;
}

/** Its lines, as text. */
export const linesOf = ({ ids, table }: RedactedConfig): string[] => Array.from(ids, (id) => table.textOf(id));

export interface RedactedConfigs {
  /**
   * Hands over each content once, those in memory first. Ids that the repository does not know are left out.
   * @throws {RollcallError} GIT_MISSING, GIT_FAILED
   */
  each(contentIds: Iterable<string>, use: (contentId: string, config: RedactedConfig) => void): Promise<void>;
}

// Each line as a number takes 4 bytes: 2,500 devices of 250 lines take 2.5 MB, 100,000 of them a tenth of a gigabyte.
const MOST_LINES = 25_000_000;
const MOST_TABLE_CHARS = 128_000_000;

export function createRedactedConfigs(options: {
  readonly repo: Pick<BackupRepo, 'read'>;
  readonly publicText: PublicText;
  /** Lines kept, of the least recently used contents dropped first. */
  readonly mostLines?: number;
  /** Characters of different lines kept; beyond it everything is forgotten. */
  readonly mostTableChars?: number;
}): RedactedConfigs {
  const { repo, publicText, mostLines = MOST_LINES, mostTableChars = MOST_TABLE_CHARS } = options;
  // In order of use: a map keeps the order in which keys were set.
  const kept = new Map<string, RedactedConfig>();
  let keptLines = 0;
  let table = createLineTable();

  const keep = (contentId: string, config: RedactedConfig): void => {
    kept.set(contentId, config);
    keptLines += config.ids.length;
    for (const [oldest, { ids }] of kept) {
      if (keptLines <= mostLines) break;
      kept.delete(oldest);
      keptLines -= ids.length;
    }
    if (table.chars() <= mostTableChars) return;
    kept.clear();
    keptLines = 0;
    table = createLineTable();
  };

  return {
    async each(contentIds, use) {
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
        use(contentId, config);
      });
    },
  };
}
