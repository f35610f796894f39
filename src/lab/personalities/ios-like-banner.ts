/** Banners typed over several lines, up to their closing mark. Knows marks; nothing of where the text goes. */
import type { Reply } from '../personality.ts';

/** A banner that has begun. */
export interface OpenBanner {
  /** As the configuration shows it, e.g. `banner motd ^C`. */
  readonly line: string;
  readonly mark: string;
  /** Text after the mark in the first line; mostly empty. */
  readonly first: string;
}

/** What `line` begins, or null: no banner, or one that ends in its own line. `ownMark` closes banners without a mark. */
export function bannerBegun(line: string, ownMark: string | undefined): OpenBanner | null {
  if (ownMark !== undefined) return /^banner \S+$/.test(line) ? { line, mark: ownMark, first: '' } : null;
  // banner motd ^C, banner login #
  const [, head, mark, first = ''] = /^(banner \S+) (\^C|\S)(.*)$/.exec(line) ?? [];
  if (head === undefined || mark === undefined || first.includes(mark)) return null;
  return { line: `${head} ${mark}`, mark, first };
}

/** Asks for lines until the mark, then calls `done` with the body, mark included. */
export function collectBanner({ mark, first }: OpenBanner, done: (raw: readonly string[]) => void): Reply {
  const raw: string[] = first === '' ? [] : [first];
  const ask: NonNullable<Reply['ask']> = {
    prompt: '',
    echo: true,
    answer: (typed) => {
      if (!typed.includes(mark)) {
        raw.push(typed);
        return { ask };
      }
      const before = typed.slice(0, typed.indexOf(mark));
      done([...raw, ...(before === '' ? [] : [before]), mark]);
      return {};
    },
  };
  return { text: `Enter TEXT message.  End with the character '${mark}'.\n`, ask };
}
