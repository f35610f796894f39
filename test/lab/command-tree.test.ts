/** Finding a command: whole words, shortened ones, and every way to miss. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, commandTree, findCommand } from '../../src/lab/command-tree.ts';

const PATHS = [
  'show version',
  'show ip interface brief',
  'show ip bgp summary',
  'show inventory',
  'terminal length <n>',
  'clear <rest>',
];
const commands: Command<null>[] = PATHS.map((path) => ({ path, run: () => ({ text: path }) }));
const tree = commandTree(commands);

const pathOf = (line: string) => {
  const found = findCommand(tree, line);
  return found.kind === 'command' ? [found.command.path, ...found.args] : found;
};

describe('finding commands', () => {
  test.each([
    ['show version', ['show version']],
    ['  sh   ver ', ['show version']],
    ['SHOW VERSION', ['show version']],
    ['sh ip int b', ['show ip interface brief']],
    ['term len 0', ['terminal length <n>', '0']],
    ['clear counters Gi0/1', ['clear <rest>', 'counters Gi0/1']],
    ['show', { kind: 'incomplete' }],
    ['show ip', { kind: 'incomplete' }],
    ['clear', { kind: 'incomplete' }],
    ['show foo', { kind: 'unknown', column: 5 }],
    ['show version now', { kind: 'unknown', column: 13 }],
    ['sh i', { kind: 'ambiguous', column: 3 }],
    ['foo', { kind: 'unknown', column: 0 }],
  ])('%s', (line, expected) => {
    expect(pathOf(line)).toEqual(expected);
  });

  test('every unique shortening of every word finds the same command', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('show version', 'show inventory', 'show ip interface brief'),
        fc.array(fc.nat(10)),
        (path, cuts) => {
          const typed = path.split(' ').map((word, i) => word.slice(0, Math.max(1, word.length - (cuts[i] ?? 0))));
          const found = findCommand(tree, typed.join(' '));
          if (found.kind === 'command') expect(found.command.path).toBe(path);
          else expect(found.kind).toBe('ambiguous');
        },
      ),
    );
  });
});
