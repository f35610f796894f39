/**
 * No regular expression of src/ can be made slow by hostile text: recheck rates each one. Verdicts are kept in
 * regex-verdicts.json, so that only new patterns are rated; delete an entry there to rate it again.
 *
 * A polynomial pattern may stay where the text it sees is short, and a pattern may be built while the program runs,
 * when a comment beside it says why that is safe: `// bounded: one line of at most 255 characters`,
 * `// built: from escaped words of our own tables`. Nothing excuses an exponential one.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import { describe, expect, it } from 'vitest';
import { parseSource, sourceFiles } from '../support/source-files.ts';
import { type FoundPattern, patternsOf } from './find-patterns.ts';

const VERDICTS = join(import.meta.dirname, 'regex-verdicts.json');
/** Most patterns take under 0.2 s; what recheck cannot decide in this time counts as unsafe. */
const RATING_TIMEOUT_MS = 10_000;

interface Verdict {
  readonly pattern: string;
  readonly verdict: string;
}

const keyOf = (found: FoundPattern): string =>
  createHash('sha256').update(`/${found.source}/${found.flags}`).digest('hex').slice(0, 16);

async function rate(source: string, flags: string): Promise<string> {
  const result = await check(source, flags, { timeout: RATING_TIMEOUT_MS });
  if (result.status === 'vulnerable') return `${result.complexity.type}, for example on ${result.attack.pattern}`;
  return result.status;
}

/** The verdict on each pattern, from the file or made now; the file is brought up to date except in CI. */
async function verdictsOn(patterns: readonly FoundPattern[]): Promise<ReadonlyMap<string, Verdict>> {
  const known: Record<string, Verdict> = existsSync(VERDICTS) ? JSON.parse(readFileSync(VERDICTS, 'utf8')) : {};
  const verdicts = new Map<string, Verdict>();
  for (const found of patterns) {
    if (found.source === null) continue;
    const key = keyOf(found);
    if (verdicts.has(key)) continue;
    const verdict = known[key]?.verdict ?? (await rate(found.source, found.flags));
    verdicts.set(key, { pattern: `/${found.source}/${found.flags}`, verdict });
  }
  const text = `${JSON.stringify(Object.fromEntries([...verdicts].sort()), null, 2)}\n`;
  const isNews = !existsSync(VERDICTS) || readFileSync(VERDICTS, 'utf8') !== text;
  if (isNews && process.env['CI'] !== 'true') writeFileSync(VERDICTS, text);
  return verdicts;
}

describe('regular expressions', () => {
  const found = sourceFiles().flatMap(patternsOf);

  it('are found', () => {
    expect(found.length).toBeGreaterThan(10);
  });

  it('cannot be made slow', { timeout: 600_000 }, async () => {
    const verdicts = await verdictsOn(found);
    const slow = found.flatMap((each) => {
      const rated = verdicts.get(keyOf(each));
      if (rated === undefined || rated.verdict === 'safe') return [];
      const isExcused = each.reason !== null && rated.verdict.startsWith('polynomial');
      return isExcused ? [] : [`${each.place}: ${rated.pattern} is ${rated.verdict}`];
    });
    expect(slow).toEqual([]);
  });

  it('are written where they can be rated, or a comment says why not', () => {
    const built = found.filter((each) => each.source === null && each.reason === null);
    expect(built.map((each) => each.place)).toEqual([]);
  });

  it('a planted slow pattern is found', async () => {
    const planted = patternsOf(
      parseSource('src/core/slow.ts', "const a = /^(a+)+$/;\nconst b = new RegExp(['x*', 'x*y'].join(''), 'g');\n"),
    );
    expect(planted.map((each) => `${each.place} /${each.source}/${each.flags}`)).toEqual([
      'src/core/slow.ts:1 /^(a+)+$/',
      'src/core/slow.ts:2 /x*x*y/g',
    ]);
    expect(planted.map((each) => each.reason)).toEqual([null, null]);
    expect(await rate('^(a+)+$', '')).toMatch(/^exponential/);
    expect(await rate('x*x*y', 'g')).toMatch(/^polynomial/);
  });

  it('a reason is read where it stands', () => {
    const [one, two, three] = patternsOf(
      parseSource(
        'src/core/reasons.ts',
        [
          '// bounded: one line of a prompt, 255 characters',
          'const a = /x*x*y/;',
          'const b = new RegExp(word()); // built: from escaped words of a table',
          'const c = /z/;',
        ].join('\n'),
      ),
    );
    expect([one?.reason, two?.reason, three?.reason]).toEqual([
      'one line of a prompt, 255 characters',
      'from escaped words of a table',
      null,
    ]);
  });
});
