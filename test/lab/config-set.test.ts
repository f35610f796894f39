/** Configuration as `set` lines, and the braces it is printed in. */
import { describe, expect, test } from 'vitest';
import { ConfigSet } from '../../src/lab/config-set.ts';

const LINES = [
  'system host-name sw1',
  'system login user netops class super-user',
  'interfaces ge-0/0/0 description "to core"',
  'interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/31',
  'protocols bgp group up neighbor 10.0.0.0 authentication-key "$9$abc"',
];

describe('a configuration of set lines', () => {
  test('prints braces, marks secrets, and goes down a path', () => {
    const config = new ConfigSet(LINES);
    expect(config.braces('interfaces ge-0/0/0')).toBe(
      'description "to core";\nunit 0 {\n    family inet {\n        address 10.0.0.1/31;\n    }\n}\n',
    );
    expect(config.braces()).toContain('            authentication-key "$9$abc"; ## SECRET-DATA\n');
    expect(config.setLines('system')).toBe('set system host-name sw1\nset system login user netops class super-user\n');
  });

  test('replaces single values, adds others, deletes by prefix', () => {
    const config = new ConfigSet(LINES);
    expect(config.apply('set system host-name sw2')).toBe(true);
    expect(config.apply('set system host-name sw2')).toBe(false);
    expect(config.apply('set system ntp server 10.0.0.9')).toBe(true);
    expect(config.apply('delete interfaces ge-0/0/0')).toBe(true);
    expect(config.apply('delete interfaces ge-0/0/0')).toBe(false);
    expect(config.apply('show version')).toBeNull();
    expect(config.value('system host-name')).toBe('sw2');
    expect(config.minus(new ConfigSet(LINES))).toEqual(['system host-name sw2', 'system ntp server 10.0.0.9']);
  });

  test('a statement that comes back stands where it stood', () => {
    const config = new ConfigSet(LINES);
    const before = config.braces();
    for (const line of LINES) config.apply(`delete ${line}`);
    expect(config.lines()).toEqual([]);
    for (const line of [...LINES].reverse()) config.apply(`set ${line}`);
    expect(config.braces()).toBe(before);
  });
});
