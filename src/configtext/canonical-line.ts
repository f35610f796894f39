/**
 * One spelling for lines that mean the same: interface names in full, lists of numbers in order, single blanks. Knows
 * spelling; what a line does is no matter here.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { readNumberList, writeNumberList } from './number-list.ts';

// Lines of configuration have hundreds of characters; what is longer is no line, and is compared as it is.
const LONGEST = 16_384;
const NOT_SINGLE_BLANK = /[^\S ]|\s\s/;
// Blanks, and quoted text to leave alone, also where its end is missing: `"two  blanks"`
const BLANKS_OR_QUOTED = /\s+|"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)/g;
// The letters of `Gi1/0/1`, `Bundle-Ether100.7` or `e1/1`; not those of `fa16.3e00.0001` or `po1-uplinks`
const NAME = /(?<![\w./:-])[A-Za-z][A-Za-z-]{0,30}(?=\d{1,10}(?:[/:]|\.\d{1,10}(?![\w.-])|(?![\w.-])))/g;
// `interface GigabitEthernet 1/0/1`
const SPACED_NAME = /^((?:no |default )?interface [A-Za-z-]{1,30}) (?=\d)/;

/** `text` as it is compared: `interface Gi1/0/1` gives `interface GigabitEthernet1/0/1`, `vlan 21,10,20` gives `vlan 10,20-21`. */
export function canonicalLine(text: string, syntax: ConfigSyntax): string {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return trimmed;
  const spaced = NOT_SINGLE_BLANK.test(trimmed)
    ? trimmed.replace(BLANKS_OR_QUOTED, (found) => (found.startsWith('"') ? found : ' '))
    : trimmed;
  return expandNames(sortNumbers(spaced, syntax.numberLists), syntax.interfaceTypes);
}

function sortNumbers(line: string, patterns: readonly RegExp[]): string {
  for (const pattern of patterns) {
    const match = pattern.exec(line);
    const list = match?.groups?.['list'];
    if (match === null || list === undefined) continue;
    const ranges = readNumberList(list);
    if (ranges === null) return line;
    const start = match.index + match[0].lastIndexOf(list);
    return line.slice(0, start) + writeNumberList(ranges) + line.slice(start + list.length);
  }
  return line;
}

function expandNames(line: string, types: readonly string[]): string {
  if (types.length === 0) return line;
  return line.replace(SPACED_NAME, '$1').replace(NAME, (letters, at: number) => {
    // One letter is an interface only before a slot and a port.
    if (letters.length === 1 && !/^\d{1,4}\//.test(line.slice(at + 1, at + 6))) return letters;
    return types.find((type) => type.toLowerCase().startsWith(letters.toLowerCase())) ?? letters;
  });
}
