/** What counts as the change being in force, and what a device may add by itself. */
import { describe, expect, test } from 'vitest';
import { verifyConfig } from '../../src/change/verify-config.ts';
import { parseConfig } from '../../src/configtext/config-tree.ts';
import { ciscoIos } from '../../src/platforms/cisco-ios.ts';

const { syntax } = ciscoIos.config;
const BASE = 'hostname sw1\ninterface Gi1/0/1\n description old\n mtu 1500\nntp server 10.0.0.1\nend';
const WANTED = 'hostname sw1\ninterface Gi1/0/1\n description new\n mtu 1500\nntp server 10.0.0.2\nend';

const verdict = (found: string, base = BASE, wanted = WANTED) => {
  const [from, to, now] = [base, wanted, found].map((text) => parseConfig(text, syntax));
  return verifyConfig(from as never, to as never, now as never, syntax);
};

describe('verifyConfig', () => {
  test('as wanted: nothing is missing, left or besides', () => {
    expect(verdict(WANTED)).toEqual({ missing: [], left: [], besides: [], inForce: 4 });
  });

  test('as before: all is missing and left, and nothing in force', () => {
    const before = verdict(BASE);
    expect(before.missing).toEqual(['interface Gi1/0/1 > description new', 'ntp server 10.0.0.2']);
    expect(before.left).toEqual(['interface Gi1/0/1 > description old', 'ntp server 10.0.0.1']);
    expect(before).toMatchObject({ besides: [], inForce: 0 });
  });

  test('a part', () => {
    const part = verdict(WANTED.replace('ntp server 10.0.0.2', 'ntp server 10.0.0.1'));
    expect(part).toMatchObject({ missing: ['ntp server 10.0.0.2'], left: ['ntp server 10.0.0.1'], inForce: 2 });
  });

  test('lines the device adds, and lines somebody took away, are besides', () => {
    const found = verdict(
      WANTED.replace(' mtu 1500', ' spanning-tree portfast').replace('hostname sw1', 'hostname sw1\nip routing'),
    );
    expect([found.missing, found.left]).toEqual([[], []]);
    expect(found.besides).toEqual([
      '+ ip routing',
      '+ interface Gi1/0/1 > spanning-tree portfast',
      '- interface Gi1/0/1 > mtu 1500',
    ]);
  });

  test('the same line in another block is not the planned one', () => {
    const found = verdict(`${BASE.replace('end', '')}interface Gi1/0/2\n description new\nend`);
    expect(found.missing).toContain('interface Gi1/0/1 > description new');
    expect(found.inForce).toBe(0);
  });

  test('lines in an order that counts are in force in that order only', () => {
    const list = (...entries: string[]) =>
      ['ip access-list standard A', ...entries.map((entry) => ` ${entry}`), 'end'].join('\n');
    const base = list('permit 10.0.0.1');
    const wanted = list('permit 10.0.0.1', 'deny any');
    expect(verdict(wanted, base, wanted).missing).toEqual([]);
    const turned = verdict(list('deny any', 'permit 10.0.0.1'), base, wanted);
    expect(turned.missing.length + turned.besides.length).toBeGreaterThan(0);
  });
});
