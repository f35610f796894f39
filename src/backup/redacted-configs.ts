/**
 * Stored configurations as redacted lines, kept in memory by content. Knows how much it may keep; the one place through
 * which stored text gets to a search or a comparison.
 */
import type { PublicText } from '../configtext/public-text.ts';
import type { BackupRepo } from '../storage/backup-repo.ts';

/** The redacted text of one content, line by line. */
export type RedactedLines = readonly string[];

export interface RedactedConfigs {
  /**
   * Hands over each content once, those in memory first. Ids that the repository does not know are left out.
   * @throws {RollcallError} GIT_MISSING, GIT_FAILED
   */
  each(ids: Iterable<string>, use: (id: string, lines: RedactedLines) => void): Promise<void>;
}

// Devices of a fleet share most of their lines, so that this many characters of text take about a fifth in memory.
const MOST_CHARS = 256_000_000;
const MOST_SHARED_CHARS = 64_000_000;

export function createRedactedConfigs(options: {
  readonly repo: Pick<BackupRepo, 'read'>;
  readonly publicText: PublicText;
  /** Characters of text kept, least recently used dropped first; 256 million when absent. */
  readonly mostChars?: number;
}): RedactedConfigs {
  const { repo, publicText, mostChars = MOST_CHARS } = options;
  // In order of use: a map keeps the order in which keys were set.
  const kept = new Map<string, { readonly lines: RedactedLines; readonly chars: number }>();
  let keptChars = 0;
  const share = createSharedStrings();

  const keep = (id: string, lines: RedactedLines, chars: number): void => {
    kept.set(id, { lines, chars });
    keptChars += chars;
    for (const [oldest, entry] of kept) {
      if (keptChars <= mostChars) break;
      kept.delete(oldest);
      keptChars -= entry.chars;
    }
  };

  return {
    async each(ids, use) {
      const missing: string[] = [];
      for (const id of new Set(ids)) {
        const entry = kept.get(id);
        if (entry === undefined) {
          missing.push(id);
          continue;
        }
        kept.delete(id);
        kept.set(id, entry);
        use(id, entry.lines);
      }
      if (missing.length === 0) return;
      await repo.read(missing, (id, content) => {
        const text = publicText(content);
        const lines = text.replace(/\n$/, '').split('\n').map(share);
        keep(id, lines, text.length);
        use(id, lines);
      });
    },
  };
}

/** Gives equal strings as one, each its own copy: a line cut from a text would keep the whole text in memory. */
function createSharedStrings(): (text: string) => string {
  let known = new Map<string, string>();
  let chars = 0;
  return (text) => {
    const same = known.get(text);
    if (same !== undefined) return same;
    if (chars > MOST_SHARED_CHARS) {
      known = new Map();
      chars = 0;
    }
    const own = Buffer.from(text).toString();
    known.set(own, own);
    chars += own.length;
    return own;
  };
}
