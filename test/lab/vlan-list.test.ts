/** Trunk lists that are changed by add and remove. */
import { describe, expect, test } from 'vitest';
import { mergedVlanLine } from '../../src/lab/personalities/vlan-list.ts';

const SET = 'switchport trunk allowed vlan';

describe('a trunk list', () => {
  test.each([
    ['add 30', ['10,20'], '10,20,30'],
    ['add 21-22', ['10,20'], '10,20-22'],
    ['remove 11', ['10-12'], '10,12'],
    ['remove 10-20', ['10-12'], 'none'],
    ['add 10', ['none'], '10'],
    ['remove 2', [], '1,3-4094'],
  ])('%s on %j', (change, lists, merged) => {
    const block = lists.map((list) => `${SET} ${list}`);
    expect(mergedVlanLine(`${SET} ${change}`, block)).toBe(`${SET} ${merged}`);
  });

  test('what changes nothing is no line; other lines pass', () => {
    expect(mergedVlanLine(`${SET} add 10`, [`${SET} 10,20`])).toBeNull();
    expect(mergedVlanLine(`${SET} add 10`, [])).toBeNull();
    expect(mergedVlanLine(`${SET} 10,20`, [`${SET} 30`])).toBe(`${SET} 10,20`);
    expect(mergedVlanLine('shutdown', [])).toBe('shutdown');
  });
});
