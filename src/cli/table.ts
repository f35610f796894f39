/** Rows in columns. Knows widths; knows nothing of what is in a cell. */
import Table from 'cli-table3';
import { oneLine } from '../core/text.ts';
import { type Line, mark } from './line.ts';

const BARE = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
    .map((name) => [name, '']),
);

/** A head line and one line per row, columns two blanks apart; a cell longer than 60 characters is cut. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): Line[] {
  const table = new Table({
    chars: { ...BARE, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push([...head], ...rows.map((row) => row.map((cell) => oneLine(cell, 60))));
  const [first = '', ...rest] = table.toString().split('\n');
  return [[mark('dim', first)], ...rest.map((text) => [text])];
}
