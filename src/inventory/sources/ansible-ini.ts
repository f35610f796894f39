/** Ansible's INI inventory, line by line. Knows sections, host lines and Python-like values; not what they mean. */
import { parseDocument } from 'yaml';
import type { JsonValue } from '../device.ts';
import type { AnsibleTree } from './ansible-tree.ts';
import { inventoryError, type Variables } from './raw-device.ts';

const SECTIONS = '`[group]`, `[group:vars]` or `[group:children]`';

/**
 * Adds the hosts and groups of `text` to `tree`.
 * @throws {RollcallError} INVENTORY_INVALID naming the line
 */
export function readAnsibleIni(text: string, file: string, tree: AnsibleTree): void {
  let group = tree.group('ungrouped', file);
  let kind = 'hosts';
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const place = `${file}:${i + 1}`;
    if (line === '' || /^[#;]/.test(line)) continue;
    // `[access]`, `[access:vars]  # comment`
    const section = /^\[([^\]:]+)(?::(\w+))?\]\s*(?:[#;].*)?$/.exec(line);
    if (section) {
      group = tree.group(section[1]?.trim() ?? '', place);
      kind = section[2] ?? 'hosts';
      if (!['hosts', 'vars', 'children'].includes(kind)) {
        throw inventoryError(place, `a section is ${SECTIONS}, not :${kind}`);
      }
    } else if (/^\[.*\]$/.test(line)) {
      throw inventoryError(place, `a section is ${SECTIONS}`);
    } else if (kind === 'vars') {
      const at = line.indexOf('=');
      const key = line.slice(0, Math.max(0, at)).trim();
      if (key === '' || /\s/.test(key)) throw inventoryError(place, 'expected `name=value` in a :vars section');
      group.variables = { ...group.variables, [key]: iniValue(line.slice(at + 1)) };
    } else {
      const [first = '', ...rest] = words(line, place);
      if (kind === 'children') tree.group(first, place).parents.add(group);
      else tree.addHosts(first, group, assignments(rest, place), place);
    }
  }
}

function assignments(words: readonly string[], place: string): Variables {
  const pairs = words.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw inventoryError(place, 'expected `name=value` after the host name');
    return [word.slice(0, at), iniValue(word.slice(at + 1))] as const;
  });
  return Object.fromEntries(pairs);
}

/** Cut at blanks outside quotes, quotes removed, up to a comment. */
function words(line: string, place: string): readonly string[] {
  const found: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const char of line) {
    if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) found.push(word);
      word = null;
    } else if (char === '#' && word === null) {
      break;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== '') throw inventoryError(place, 'a quote is not closed');
  if (word !== null) found.push(word);
  return found;
}

/** As Ansible reads it: numbers, True, False, None, lists and dictionaries; anything else is text. */
function iniValue(text: string): JsonValue {
  const bare = text.trim();
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(bare)) return Number(bare);
  if (bare === 'None') return null;
  if (bare === 'True' || bare === 'False') return bare === 'True';
  const quoted = /^(["'])(.*)\1$/.exec(bare);
  if (quoted) return quoted[2] ?? '';
  if (!/^[[{]/.test(bare)) return bare;
  // A Python list or dictionary of plain values is a YAML flow collection too.
  const document = parseDocument(bare, { logLevel: 'silent' });
  return document.errors.length > 0 ? bare : (document.toJS({ maxAliasCount: 0 }) as JsonValue);
}
