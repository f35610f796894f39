/**
 * What one configuration says to a query: it has the line, lacks it, or has nothing the query is about. Knows lines and
 * blocks; knows no device and no repository.
 */
import type { LineMatch } from '../core/line-match.ts';
import { ancestorsOf, blocksAmong, type Parents } from './config-blocks.ts';
import type { LineTable } from './line-table.ts';
import type { RedactedConfig } from './redacted-configs.ts';

/** Whether the line of that number matches; blanks around it are not looked at, and an empty one never does. */
export type LineTest = (table: LineTable, id: number) => boolean;

export interface LineQuestion {
  readonly hasPattern: LineTest;
  /** Only lines below a line that passes; null for all lines. */
  readonly hasUnder: LineTest | null;
  /** Asks for what lacks the line: the configuration, or each block by itself. */
  readonly isMissing: boolean;
}

export interface Verdict {
  readonly kind: 'having' | 'lacking' | 'notApplicable';
  /** Indices of the lines that say so: those that match, or the blocks without a match. */
  readonly lines: readonly number[];
}

/** The same answer for the same line, without a look at it: a pattern costs a microsecond each time. */
export function remembered({ test }: LineMatch): LineTest {
  const answers = new Map<LineTable, boolean[]>();
  return (table, id) => {
    let known = answers.get(table);
    if (known === undefined) {
      known = [];
      answers.set(table, known);
    }
    let answer = known[id];
    if (answer === undefined) {
      const text = table.textOf(id).trim();
      answer = text !== '' && test(text);
      known[id] = answer;
    }
    return answer;
  };
}

const NOT_APPLICABLE: Verdict = { kind: 'notApplicable', lines: [] };

/** `parents` is asked only where the question is about blocks: making them costs a parse. */
export function judgeConfig(config: RedactedConfig, parents: () => Parents, question: LineQuestion): Verdict {
  const { hasPattern, hasUnder, isMissing } = question;
  if (hasUnder === null) {
    const hits = indicesOf(config, hasPattern);
    return hits.length > 0 ? { kind: 'having', lines: hits } : { kind: 'lacking', lines: [] };
  }
  const candidates = indicesOf(config, hasUnder);
  if (candidates.length === 0) return NOT_APPLICABLE;
  const known = parents();
  const blocks = new Set(blocksAmong(candidates, config, known));
  if (blocks.size === 0) return NOT_APPLICABLE;
  const complete = new Set<number>();
  const hits = indicesOf(config, hasPattern).filter((hit) => {
    const above = ancestorsOf(hit, known).filter((index) => blocks.has(index));
    for (const block of above) complete.add(block);
    return above.length > 0;
  });
  if (!isMissing) return { kind: hits.length > 0 ? 'having' : 'lacking', lines: hits };
  const without = [...blocks].filter((block) => !complete.has(block));
  return { kind: without.length > 0 ? 'lacking' : 'having', lines: without };
}

function indicesOf({ ids, table }: RedactedConfig, test: LineTest): number[] {
  const found: number[] = [];
  for (let index = 0; index < ids.length; index++) if (test(table, ids[index] ?? 0)) found.push(index);
  return found;
}
