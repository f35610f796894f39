/** What can go wrong with one device's change in a way worth saying before. Pure; warns, and forbids nothing. */
import type { ConfigDiff } from '../configtext/config-diff.ts';
import type { ConfigLine, ConfigTree } from '../configtext/config-tree.ts';
import type { ChangeDialect } from '../platforms/define.ts';
import { type PlannedLine, RISKS, type Risk } from './plan.ts';
import { LIST_DEFINITIONS, LIST_USES, RISK_WORDS, VERB } from './risk-words.ts';

export interface RiskGrounds {
  /** What is sent. */
  readonly lines: readonly PlannedLine[];
  /** What it comes to. */
  readonly diff: ConfigDiff;
  /** The configuration as it is. */
  readonly base: ConfigTree;
  /** Where the device is reached: an address, or a name that says nothing here. */
  readonly host: string;
  readonly dialect: Pick<ChangeDialect, 'timer'>;
  /** Whether something is missing for a moment on the way there or back. */
  readonly rebuilds: boolean;
}

/** Worst first. */
export function findRisks({ lines, diff, base, host, dialect, rebuilds }: RiskGrounds): readonly Risk[] {
  const touched = [...pathsOf(lines), ...pathsOf(diff.lines)];
  const found = new Set<Risk>();
  for (const path of touched) {
    for (const { risk, pattern } of RISK_WORDS) if (pattern.test(path)) found.add(risk);
  }
  const { lists, ownInterfaces } = usesOf(base, host);
  for (const path of touched) {
    const list = firstGroup(LIST_DEFINITIONS, path);
    if (list !== undefined && lists.has(list)) found.add('management-path');
    if (ownInterfaces.some((name) => path === name || path.startsWith(`${name} `))) found.add('own-interface');
  }
  if (dialect.timer === null) found.add('no-self-heal');
  if (rebuilds) found.add('rebuilds-block');
  return RISKS.filter((risk) => found.has(risk));
}

/** Each line with the headers it stands under, in one line; of lines that stand for themselves in their order. */
function pathsOf(lines: readonly { readonly depth: number; readonly text: string }[]): string[] {
  const headers: string[] = [];
  return lines.map(({ depth, text }) => {
    headers.length = Math.min(headers.length, depth);
    headers.push(text.replace(VERB, ''));
    return headers.join(' ');
  });
}

/** Lists that guard management, and the interfaces that hold the address we came to. */
function usesOf(base: ConfigTree, host: string) {
  const lists = new Set<string>();
  const ownInterfaces: string[] = [];
  const isAddress = /^[\d.]{7,15}$|^[\da-f]*:[\da-f:.]+$/i.test(host);
  const walk = (lines: readonly ConfigLine[], above: string): void => {
    for (const { text, children } of lines) {
      const path = above === '' ? text : `${above} ${text}`;
      const list = firstGroup(LIST_USES, path);
      if (list !== undefined) lists.add(list);
      const name = isAddress && holdsWord(text, host) ? /^interfaces? \S+/.exec(path)?.[0] : undefined;
      if (name !== undefined) ownInterfaces.push(name);
      walk(children, path);
    }
  };
  walk(base.lines, '');
  return { lists, ownInterfaces };
}

/** `10.0.0.1` in `ip address 10.0.0.1/24`, not in `10.0.0.10`. */
const holdsWord = (text: string, host: string): boolean => text.split(/[ /;]/).includes(host);

function firstGroup(patterns: readonly RegExp[], path: string): string | undefined {
  for (const pattern of patterns) {
    const name = pattern.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
