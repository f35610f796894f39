/**
 * SNMP communities that stand as names in lists, in JSON and in XML: `"community": [{"name": "public"}]`. Knows the two
 * notations; what a field shows by itself, the families know.
 */
import { hideValue, type SecretTag } from './secret-tag.ts';

// `"community" : [`, `"communities": {`, `"Cisco-IOS-XE-snmp:community-config":[`, `"snmpCommSecP":{`
const JSON_LIST =
  /"(?:[\w-]{1,80}:)?(?:(?:snmp)?communit(?:y|ies)(?:-config)?|snmpCommSecP|trap-group)\\{0,8}"\s{0,200}:\s{0,200}(?=[[{])/gi;
// `<community>` and, on the same line or the next, `<name>public</name>`
const XML_NAME =
  /(<(?:[\w-]{1,40}:)?(?:community|community-config|trap-group)(?:\s[^<>]{0,200})?>(?:[\s+-]|\\{1,8}[nrt]){0,200}<name>)([^<]{1,200})(?=<)(?!<\/name>(?:[\s+-]|\\{1,8}[nrt]){0,200}<members>)/g;
// What a route's communities are, and the addresses of clients.
const HARMLESS =
  /^(?:\d{1,10}:\d|\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}:[\da-f:]{1,40}\/|(?:no-(?:export|advertise|peer)|local-?as|internet|additive|graceful-shutdown)\b)/i;
// A list longer than this is none of a device's communities.
const MOST_CHARS = 200_000;

/** Whether `text` may hold such a list. */
export const mayHoldNames = (text: string): boolean =>
  /communit(?:y|ies)(?:-config)?\\{0,8}"\s{0,40}:|snmpCommSecP|<(?:[\w-]{1,40}:)?(?:community|trap-group)|"trap-group/i.test(
    text,
  );

/** `text` with the names in lists of communities replaced by their tags. */
export function hideNames(text: string, tag: SecretTag): string {
  let shown = '';
  let from = 0;
  JSON_LIST.lastIndex = 0;
  for (let found = JSON_LIST.exec(text); found !== null; found = JSON_LIST.exec(text)) {
    const begin = found.index + found[0].length;
    const end = endOfList(text, begin, backslashesBefore(text, found.index));
    const list = text.slice(begin, end);
    if (!list.includes('members')) {
      shown += text.slice(from, begin) + hideInList(list, tag);
      from = end;
    }
    JSON_LIST.lastIndex = end;
  }
  const named = shown + text.slice(from);
  return named.replace(XML_NAME, (_, before: string, name: string) => before + hideValue(name, tag));
}

function backslashesBefore(text: string, index: number): number {
  let first = index;
  while (text[first - 1] === '\\') first--;
  return index - first;
}

/**
 * The index after the bracket that closes the one at `begin`; where none does, as far as a list may reach. A quote that
 * ends a text has `escapes` backslashes before it: JSON within JSON has one or more.
 */
function endOfList(text: string, begin: number, escapes: number): number {
  const most = Math.min(text.length, begin + MOST_CHARS);
  let depth = 0;
  let isInString = false;
  let backslashes = 0;
  for (let index = begin; index < most; index++) {
    const character = text[index];
    if (character === '\\') {
      backslashes++;
      continue;
    }
    if (character === '"' && backslashes === escapes) isInString = !isInString;
    else if (!isInString && (character === '[' || character === '{')) depth++;
    else if (!isInString && (character === ']' || character === '}') && --depth === 0) return index + 1;
    backslashes = 0;
  }
  return most;
}

// `"name" : "public"`, `"public": {`, or a text of the list itself: after `[` or `,` and before `,` or `]`.
const NAME = /("name\\{0,8}"\s{0,40}:\s{0,40}\\{0,8}")([^"\\]+(?:\\{1,8}[^"\\]+)*)/g;
const KEY = /(^\{\s{0,200}|\},\s{0,200})(\\{0,8}")([^"\\]+(?:\\{1,8}[^"\\]+)*)(?=\\{0,8}"\s{0,40}:\s{0,40}\{)/g;
const ITEM = /(^\[\s{0,200}|,\s{0,200})(\\{0,8}")([^"\\]+(?:\\{1,8}[^"\\]+)*)(?=\\{0,8}"\s{0,40}[,\]])/g;
// Fields that hold objects in a list of objects are no names.
const FIELDS = new Set(['attributes', 'children']);

function hideInList(list: string, tag: SecretTag): string {
  const hide = (value: string): string => (HARMLESS.test(value) || FIELDS.has(value) ? value : hideValue(value, tag));
  const named = list.replace(NAME, (_, before: string, name: string) => before + hide(name));
  const isMap = list.startsWith('{');
  return named.replace(
    isMap ? KEY : ITEM,
    (_, before: string, quote: string, name: string) => before + quote + hide(name),
  );
}
