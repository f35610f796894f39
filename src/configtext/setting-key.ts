/**
 * Which lines are one setting, and which line takes another back. Knows the words of a syntax; nothing of trees.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';

/** A line that takes another back. */
export interface TakingBack {
  /** `no`: the opposite of the line; `default`: what the device does when nothing is said. */
  readonly word: 'no' | 'default';
  /** What is taken back. */
  readonly rest: string;
}

/** What `text` takes back; null for a line that says something itself. */
export function takingBack(text: string, { form, negation }: ConfigSyntax): TakingBack | null {
  if (form === 'braces' || negation !== 'no') return null;
  const [, word, rest = ''] = /^(no|default) +(\S.*)$/.exec(text) ?? [];
  return word === 'no' || word === 'default' ? { word, rest } : null;
}

/**
 * The name of the setting that the line with this key is a value of, or null: `description a` gives `description`.
 * `no ip address` names the same setting as `ip address 10.0.0.1/24`.
 */
export function settingKey(key: string, syntax: ConfigSyntax): string | null {
  const said = takingBack(key, syntax)?.rest ?? key;
  for (const pattern of syntax.settings) {
    const match = pattern.exec(said);
    if (match !== null) return match[0];
  }
  return null;
}

/** Whether `key` is `words` with more behind them. */
export const goesOn = (key: string, words: string): boolean => key.startsWith(`${words} `);

export interface Sequence {
  readonly number: number;
  /** A remark may have the number of the entry it stands above. */
  readonly isRemark: boolean;
  /** As a line takes it back: `10`, `seq 10`. */
  readonly words: string;
  /** The entry without its number. */
  readonly rest: string;
}

/** The number an entry of a list carries in front: `10 permit any`, `seq 10 permit 10.0.0.0/8`; null without one. */
export function sequenceOf(key: string): Sequence | null {
  const [, words, digits, rest = ''] = /^((?:seq )?(\d{1,10})) (\S.*)$/.exec(key) ?? [];
  if (words === undefined) return null;
  return { number: Number(digits), isRemark: rest.startsWith('remark '), words, rest };
}
