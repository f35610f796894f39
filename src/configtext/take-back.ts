/** What a line with `no` or `default` takes away. Knows blocks and settings; nothing of what is typed besides. */
import { canonicalLine } from './canonical-line.ts';
import type { ConfigLine } from './config-tree.ts';
import { takeNumbers } from './merge-numbers.ts';
import { goesOn, sequenceOf, settingKey, type TakingBack } from './setting-key.ts';
import { drop, insert, replace, type TypedBlock, typedLine } from './typed-block.ts';

/** Takes back what `rest` says. A `no` that finds nothing is shown as a line: it may be the device's own habit it ends. */
export function takeBack(block: TypedBlock, { word, rest }: TakingBack): void {
  const { lines, isOrdered, syntax } = block;
  const key = canonicalLine(rest, syntax);
  const setting = settingKey(key, syntax);
  const isIt = (line: ConfigLine) => line.key === key;
  const isPart = (line: ConfigLine) => goesOn(line.key, key);
  const isValue = (line: ConfigLine) => setting !== null && settingKey(line.key, syntax) === setting;
  if (word === 'default') {
    const it = lines.find(isIt);
    if (it !== undefined && it.children.length > 0) replace(block, { ...it, children: [] }, isIt);
    else drop(block, (line) => isIt(line) || isPart(line) || isValue(line) || line.key === `no ${key}`);
    return;
  }
  if (lines.some((line) => line.key === `no ${key}`)) return;
  if (takeNumbers(block, key)) return;
  const isEntry = (line: ConfigLine) => sequenceOf(line.key)?.rest === key;
  for (const isGone of [isIt, isEntry, isPart, isValue]) if (drop(block, isGone)) return;
  if (!isOrdered && !/^(?:seq )?\d+$/.test(key)) insert(block, typedLine({ text: `no ${rest}`, verbatim: [] }, syntax));
}
