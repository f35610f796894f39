/** Every name of a platform leads to it, and to no other. */
import { describe, expect, it } from 'vitest';
import { findPlatform, platformIds, platforms } from '../../src/platforms/registry.ts';

describe('registry', () => {
  it('has the eight platforms, sorted', () => {
    expect(platformIds()).toEqual([
      'arista_eos',
      'cisco_ios',
      'cisco_iosxe',
      'cisco_iosxr',
      'cisco_nxos',
      'frr',
      'juniper_junos',
      'linux',
    ]);
  });

  it('gives each name to one platform only', () => {
    const names = platforms.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const platform of platforms) {
      for (const name of [platform.id, ...platform.aliases]) expect(findPlatform(name)).toBe(platform);
    }
  });

  it('forgives letter case, dashes and blanks, and nothing else', () => {
    expect(findPlatform(' Cisco-IOS ')?.id).toBe('cisco_ios');
    expect(findPlatform('arista.eos.eos')?.id).toBe('arista_eos');
    for (const name of ['', 'cisco', 'ios2', 'constructor', '__proto__']) expect(findPlatform(name)).toBeUndefined();
  });
});
