/** Equal changes have equal keys; what is one device's own, and what a salt makes different, is masked. */
import { describe, expect, it } from 'vitest';
import { changeMark, changeTitle } from '../../src/backup/change-mark.ts';
import type { ConfigDiff } from '../../src/configtext/config-diff.ts';

const diffOf = (...lines: readonly string[]): ConfigDiff => ({
  added: lines.filter((line) => line.startsWith('+')).length,
  removed: lines.filter((line) => line.startsWith('-')).length,
  lines: lines.map((line) => ({ op: line[0] as ' ', depth: 0, text: line.slice(1) })),
});
const keyOf = (line: string, ...names: readonly string[]) => changeMark(diffOf(line), names).key;

describe('a change’s key', () => {
  it('does not depend on the device’s own name', () => {
    expect(keyOf('+ip domain-name sw1.example.net', 'sw1')).toBe(keyOf('+ip domain-name sw2.example.net', 'sw2'));
    expect(keyOf('+description to sw3', 'sw1')).not.toBe(keyOf('+description to sw4', 'sw1'));
  });

  it('does not depend on the salt of a hashed or encrypted password', () => {
    for (const line of [
      '+enable secret 9 <secret:%>',
      '+username a password sha512 <secret:%>',
      '+tacacs-server key 7 <secret:%>',
      '+encrypted-password "<secret:%>"; ## SECRET-DATA',
    ]) {
      const [one, two] = ['aaaaaa', 'bbbbbb'].map((tag) => keyOf(line.replace('%', tag)));
      expect(one, line).toBe(two);
    }
  });

  it('depends on a secret that is written as it is: one odd community stands out', () => {
    const [one, two] = ['aaaaaa', 'bbbbbb'].map((tag) => keyOf(`+snmp-server community <secret:${tag}> RO`));
    expect(one).not.toBe(two);
  });
});

describe('a change’s lines', () => {
  it('begin with the first that came or went as evidence', () => {
    const mark = changeMark(diffOf(' interface Gi1', '-description a', '+description b'), []);
    expect(mark).toMatchObject({
      title: '1 line added, 1 removed',
      evidence: '- description a',
      body: '  interface Gi1\n- description a\n+ description b',
    });
  });

  it('are bounded, and what is left out is counted', () => {
    const lines = Array.from({ length: 6_000 }, (_, index) => `+line ${index} ${'x'.repeat(1_000)}`);
    const { body } = changeMark(diffOf(...lines), []);
    expect(body?.split('\n')).toHaveLength(5_001);
    expect(body).toMatch(/\n… 1,000 more lines$/);
    expect(body?.length).toBeLessThan(5_001 * 501);
  });
});

it.each([
  [1, 0, '1 line added'],
  [0, 2, '2 lines removed'],
  [1_200, 1, '1,200 lines added, 1 removed'],
])('%i added and %i removed reads %j', (added, removed, title) => {
  expect(changeTitle({ added, removed })).toBe(title);
});
