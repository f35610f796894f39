/** What lines typed one after the other make of a configuration of indented blocks. Knows blocks, settings and lists. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ChangeLine } from './change-lines.ts';
import type { ConfigLine, ConfigTree } from './config-tree.ts';
import { editList, joinList, leaveList } from './merge-numbers.ts';
import { readListEdit } from './number-lines.ts';
import { goesOn, sequenceOf, settingKey, takingBack } from './setting-key.ts';
import { takeBack } from './take-back.ts';
import { drop, insert, replace, type TypedBlock, type TypedLine, typedLine } from './typed-block.ts';
import { endOfWhole } from './whole-blocks.ts';

/** `before` after the lines, in turn; `mergeLines` says how. */
export function mergeBlocks(before: ConfigTree, lines: readonly ChangeLine[], syntax: ConfigSyntax): ConfigTree {
  const top: TypedBlock = { lines: [...before.lines], isOrdered: false, syntax };
  const open: { readonly block: TypedBlock; readonly header: TypedLine | null }[] = [{ block: top, header: null }];
  const leave = (depth: number) => {
    for (const { header } of open.splice(depth + 1).reverse()) {
      const outer = open[depth]?.block;
      if (header !== null && outer !== undefined) leaveBlock(outer, header);
    }
  };
  for (const [index, line] of lines.entries()) {
    const depth = Math.min(line.depth, open.length - 1);
    leave(depth);
    const block = open[depth]?.block ?? top;
    const isHeader = (lines[index + 1]?.depth ?? 0) > line.depth;
    const header = typeLine(block, line, isHeader);
    if (!isHeader) continue;
    const isOrdered = block.isOrdered || syntax.orderedBlocks.some((pattern) => pattern.test(line.text));
    open.push({ block: { lines: header.children, isOrdered, syntax }, header });
  }
  leave(0);
  return { lines: top.lines };
}

/** An emptied block is not shown where it is there by itself, or where a list holds its number. */
function leaveBlock(outer: TypedBlock, header: TypedLine): void {
  if (header.children.length > 0) return;
  const isEnduring = outer.syntax.enduringBlocks?.some((pattern) => pattern.test(header.text)) ?? false;
  if (isEnduring) drop(outer, ({ key }) => key === header.key);
  else leaveList(outer, header);
}

/** The line as it stands in the block now, or nowhere when it took something away. */
function typeLine(block: TypedBlock, line: ChangeLine, isHeader: boolean): TypedLine {
  const said = typedLine(line, block.syntax);
  const back = takingBack(line.text, block.syntax);
  if (back !== null) takeBack(block, back);
  else {
    const edit = readListEdit(said.key, block.syntax);
    if (edit !== null) editList(block, edit);
    else if (isHeader) return openBlock(block, said);
    else say(block, said);
  }
  return said;
}

/** The block of that header, made where it is missing; blocks that stand there twice become one. */
function openBlock(block: TypedBlock, said: TypedLine): TypedLine {
  const isSame = ({ key }: ConfigLine) => key === said.key;
  const same = block.lines.filter(isSame);
  const [first] = same;
  if (first === undefined) {
    const denied = `no ${said.key}`;
    if (!drop(block, ({ key }) => key === denied)) insert(block, said);
    return said;
  }
  const opened = { ...first, children: same.flatMap(({ children }) => children) };
  replace(block, opened, isSame);
  return opened;
}

function say(block: TypedBlock, said: TypedLine): void {
  const { lines, syntax } = block;
  const { key, verbatim } = said;
  const isSame = (line: ConfigLine) => line.key === key;
  if (lines.some(isSame)) {
    if (verbatim.length > 0 || endOfWhole(key, syntax) !== null) replace(block, said, isSame);
    return;
  }
  // What a shown `no x` takes back is what the device does by itself, and so is not shown.
  const denied = `no ${key}`;
  if (drop(block, (line) => line.key === denied)) return;
  // A `no` of the change itself that found nothing: now there is something.
  drop(block, (line) => line.number === 0 && goesOn(denied, line.key));
  if (joinList(block, said)) return;
  const setting = settingKey(key, syntax);
  if (setting !== null && replace(block, said, (line) => isOfSetting(line.key, setting, syntax))) return;
  const number = sequenceOf(key);
  const isSameEntry = (line: ConfigLine) => {
    const other = sequenceOf(line.key);
    return other !== null && other.number === number?.number && other.isRemark === number.isRemark;
  };
  if (number !== null && replace(block, said, isSameEntry)) return;
  insert(block, numbered(block, said));
}

/** A value of the setting, or a line that adds to its list. */
function isOfSetting(key: string, setting: string, syntax: ConfigSyntax): boolean {
  if (settingKey(key, syntax) === setting) return true;
  const edit = readListEdit(key, syntax);
  return edit !== null && settingKey(edit.list.stem, syntax) === setting;
}

// Devices that number entries by themselves leave room for nine between two.
const STEP = 10;

/** An entry typed without a number gets the next one where all entries have numbers. */
function numbered({ lines, syntax }: TypedBlock, said: TypedLine): TypedLine {
  if (!/^(?:permit|deny|remark) /.test(said.key) || lines.length === 0) return said;
  const numbers = lines.map(({ key }) => sequenceOf(key)?.number);
  if (numbers.includes(undefined)) return said;
  const next = Math.max(...numbers.map((number) => number ?? 0)) + STEP;
  return typedLine({ text: `${next} ${said.text}`, verbatim: said.verbatim }, syntax);
}
