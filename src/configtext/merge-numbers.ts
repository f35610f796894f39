/** What typed lines make of lists of numbers in a block. Knows lists; nothing of other lines. */
import type { ConfigLine } from './config-tree.ts';
import {
  editNumbers,
  type ListEdit,
  type NumberLine,
  numbersSaid,
  plainList,
  readListEdit,
  readNumberLine,
  withoutNumbers,
  writeNumberLine,
} from './number-lines.ts';
import { joinRanges, type NumberRange } from './number-list.ts';
import { settingKey } from './setting-key.ts';
import { drop, insert, replace, type TypedBlock, type TypedLine, typedLine } from './typed-block.ts';

const rewrite = (block: TypedBlock, line: ConfigLine, list: NumberLine, ranges: readonly NumberRange[]): void => {
  const { children } = line;
  const written = typedLine({ text: writeNumberLine(list, ranges), verbatim: [] }, block.syntax);
  replace(block, { ...written, children }, (other) => other === line);
};

/** Adds the line's numbers to a list of the block; false where there is none, or the line holds no list. */
export function joinList(block: TypedBlock, said: TypedLine): boolean {
  const list = plainList(said.key, block.syntax);
  if (list === null) return false;
  const line = block.lines.find(
    ({ key, children }) => children.length === 0 && plainList(key, block.syntax)?.stem === list.stem,
  );
  if (line === undefined) return false;
  const ranges = readNumberLine(line.key, block.syntax)?.ranges ?? [];
  rewrite(block, line, list, joinRanges([...ranges, ...list.ranges]));
  return true;
}

/** Takes the numbers of `key` out of the lists of the block, and away the blocks they head; false when there is none. */
export function takeNumbers(block: TypedBlock, key: string): boolean {
  const list = plainList(key, block.syntax);
  if (list === null) return false;
  let isTaken = false;
  for (const line of [...block.lines]) {
    const theirs = plainList(line.key, block.syntax);
    if (theirs === null || theirs.stem !== list.stem) continue;
    const left = withoutNumbers(theirs.ranges, list.ranges);
    if (left.length === 0) drop(block, (other) => other === line);
    else rewrite(block, line, theirs, left);
    isTaken ||= left.length === 0 || writeNumberLine(theirs, left) !== line.key;
  }
  return isTaken;
}

/** `vlan 30` whose block became empty is not shown where a list of the block holds 30. */
export function leaveList(block: TypedBlock, header: TypedLine): void {
  const list = plainList(header.key, block.syntax);
  if (list === null) return;
  const isListed = block.lines.some(({ key }) => {
    const theirs = key === header.key ? null : plainList(key, block.syntax);
    return theirs?.stem === list.stem && withoutNumbers(list.ranges, theirs.ranges).length === 0;
  });
  if (isListed) drop(block, ({ key }) => key === header.key);
}

/** Adds to the list of a setting, or takes from it, in whatever lines it stands. */
export function editList(block: TypedBlock, edit: ListEdit): void {
  const { lines, syntax } = block;
  const { stem, ranges } = edit.list;
  const setting = settingKey(`${stem}1`, syntax);
  const isBase = ({ key }: ConfigLine) => settingKey(key, syntax) === setting;
  const isMore = ({ key }: ConfigLine) => readListEdit(key, syntax)?.list.stem === stem;
  const base = lines.find(isBase);
  if (edit.word === 'add') {
    // No line means all numbers: there is nothing to add.
    if (base === undefined) return;
    const more = lines.filter(isMore).flatMap(({ key }) => readListEdit(key, syntax)?.list.ranges ?? []);
    edit = { ...edit, list: { ...edit.list, ranges: withoutNumbers(ranges, more) } };
    if (edit.list.ranges.length === 0) return;
  } else {
    for (const line of lines.filter(isMore)) shorten(block, line, edit);
  }
  const written = writeNumberLine(edit.list, editNumbers(numbersSaid(base?.key, stem, syntax), edit));
  const said = typedLine({ text: written, verbatim: [] }, syntax);
  if (!replace(block, said, isBase)) insert(block, said);
}

/** What an edit leaves of a line that adds to a list: all of it, a part, or nothing. */
function shorten(block: TypedBlock, line: ConfigLine, edit: ListEdit): void {
  const list = readNumberLine(line.key, block.syntax);
  if (list === null) return;
  const left = edit.word === 'except' ? [] : withoutNumbers(list.ranges, edit.list.ranges);
  if (left.length === 0) drop(block, (other) => other === line);
  else rewrite(block, line, list, left);
}
