/** What every registered platform must say about its configuration, run for each; a missing fixture is a failure. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanConfig } from '../../src/configtext/clean-config.ts';
import { whyIncomplete } from '../../src/configtext/complete-config.ts';
import { type ConfigLine, parseConfig } from '../../src/configtext/config-tree.ts';
import { platforms } from '../../src/platforms/registry.ts';
import { type ConfigFixture, loadConfigs } from './platform-fixtures.ts';

/** Platforms whose configuration has nothing in it that changes by itself, with the reason. */
const QUIET: Readonly<Record<string, string>> = { frr: 'prints neither a stamp nor a counter' };

/** Every line of the tree, with its siblings. */
function* blocksOf(lines: readonly ConfigLine[]): Generator<readonly ConfigLine[]> {
  yield lines;
  for (const line of lines) yield* blocksOf(line.children);
}

describe.each(platforms.map((platform) => ({ id: platform.id, config: platform.config, platform })))('$id', (each) => {
  const { id, config, platform } = each;
  const { syntax, complete } = config;
  const configs = loadConfigs(platform);
  const clean = (text: string) => cleanConfig(text, config.volatile, syntax.verbatim);
  const why = (text: string) => whyIncomplete(text, complete, null);
  const treeOf = ({ text }: ConfigFixture) => parseConfig(clean(text), syntax);

  it('has a configuration, with its origin', () => {
    expect(configs.length).toBeGreaterThan(0);
    for (const { name, origin } of configs) {
      expect(origin, name).toMatch(/^(?:real|written); .+; \d{4}-\d\d-\d\d; .+$/);
    }
  });

  it('writes its patterns as their readers need them', () => {
    const { comment, blockEnd = comment, orderedBlocks, orderedLines, settings, numberLists, verbatim } = syntax;
    const tested = [comment, blockEnd, ...orderedBlocks, ...orderedLines, ...settings, ...numberLists];
    for (const { source, flags } of [...tested, ...verbatim.map(({ start }) => start)]) {
      expect(source, source).toMatch(/^\^/);
      expect(flags, source).toBe('');
    }
    for (const { source } of numberLists) expect(source).toContain('(?<list>');
    for (const { start, end } of verbatim) expect(start.source.includes('(?<mark>'), start.source).toBe(end === 'mark');
    for (const { pattern } of config.volatile) expect(pattern.flags, pattern.source).toContain('g');
    expect(complete.leastLines).toBeGreaterThanOrEqual(2);
  });

  it('finds each configuration whole', () => {
    for (const { name, text, again } of configs) {
      expect(why(text), name).toBeNull();
      expect(why(again), name).toBeNull();
    }
  });

  it('finds an empty, a refused and a short answer incomplete', () => {
    for (const answer of ['', '\n\n', '% Invalid input detected at marker.', 'end\n']) {
      expect(why(answer), answer).not.toBeNull();
    }
    for (const { text } of configs) {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      expect(why(lines.slice(0, complete.leastLines - 1).join('\n'))).not.toBeNull();
    }
  });

  it('finds one that was cut incomplete', () => {
    for (const { name, text } of configs) {
      const lines = text.split('\n');
      let cuts = 0;
      for (let kept = Math.ceil(lines.length / 2); kept < lines.length; kept++) {
        const rest = lines.slice(kept).join('\n').trim();
        // Between two top-level blocks braces are balanced, and without any mark only the size tells.
        if (rest === '' || (complete.balancedBraces && /^(?:\}|\S.*;)?$/.test(lines[kept - 1] ?? ''))) continue;
        const cut = lines.slice(0, kept).join('\n');
        const fault = complete.end === null && !complete.balancedBraces ? null : why(cut);
        const bytes = Buffer.byteLength(text);
        const size = whyIncomplete(cut, complete, { sizeBytes: bytes, leastRatio: 1 });
        expect(fault ?? size, `${name}: ${kept} of ${lines.length} lines`).not.toBeNull();
        if (complete.end !== null || complete.balancedBraces) expect(fault, `${name}: ${kept} lines`).not.toBeNull();
        cuts++;
      }
      expect(cuts, name).toBeGreaterThan(0);
    }
  });

  it('cleans two readings to the same text, once and for all', () => {
    for (const { name, text, again } of configs) {
      const cleaned = clean(text);
      expect(clean(again), name).toBe(cleaned);
      expect(clean(cleaned), name).toBe(cleaned);
      expect(text === again, name).toBe(id in QUIET);
    }
  });

  it('takes out nothing but noise', () => {
    for (const { name, text } of configs) {
      const kept = new Set(clean(text).split('\n'));
      const isKept = (line: string) => kept.has(line) || kept.has(line.trimEnd());
      const gone = text.split('\n').filter((line) => line.trim() !== '' && !isKept(line));
      // A head of three or four lines, a clock, a rate.
      expect(gone.length, `${name}: ${gone.join(' / ')}`).toBeLessThanOrEqual(8);
    }
  });

  it('finds the end of every banner and certificate', () => {
    for (const fixture of configs) {
      for (const block of blocksOf(treeOf(fixture).lines)) {
        for (const { text, verbatim } of block) {
          if (verbatim.length === 0 || syntax.form === 'braces') continue;
          const start = syntax.verbatim.find((kind) => kind.start.test(text));
          const last = verbatim.at(-1)?.trim() ?? '';
          const mark = start?.start.exec(text)?.groups?.['mark'] ?? '';
          const isEnd = start?.end === 'mark' ? last.includes(mark) : start?.end.test(last);
          expect(isEnd, `${fixture.name}: ${text}`).toBe(true);
        }
      }
    }
  });

  it('takes no two lines of a block for one setting', () => {
    for (const fixture of configs) {
      for (const block of blocksOf(treeOf(fixture).lines)) {
        const held = new Map<string, string>();
        for (const { key } of block) {
          const setting = syntax.settings.map((pattern) => pattern.exec(key)?.[0]).find((match) => match !== undefined);
          if (setting === undefined) continue;
          expect(held.get(setting), `${fixture.name}: ${key}`).toBeUndefined();
          held.set(setting, key);
        }
      }
    }
  });

  it('says whether it is saved from anything without a throw', () => {
    const { saved } = config;
    if (saved === undefined) return;
    const texts = [...configs.map(({ text }) => text), '', '% Invalid input'];
    const answers = fc.record(
      Object.fromEntries(
        saved.commands.map((command) => [command, fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary' }))]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(fc.property(answers, (given) => [true, false, undefined].includes(saved.read(given as never))));
  });
});
