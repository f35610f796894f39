import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffConfigs } from '../../src/configtext/config-diff.ts';
import { createConfigHash } from '../../src/configtext/config-hash.ts';
import { parseConfig } from '../../src/configtext/config-tree.ts';
import { platforms } from '../../src/platforms/registry.ts';

const hash = createConfigHash('a key');

const WORDS = ['interface Gi1', ' description a', ' mtu 1500', 'ip access-list extended A', ' permit ip any any'];
const MORE = [
  ' deny ip any any',
  'access-list 10 permit 10.0.0.1',
  'access-list 10 deny any',
  'vlan 10',
  'ntp server 1',
];
const configText = fc.array(fc.constantFrom(...WORDS, ...MORE), { maxLength: 12 }).map((lines) => lines.join('\n'));

describe('the hash of a configuration', () => {
  const indented = platforms.filter((platform) => platform.config.syntax.form === 'indent');

  it.each(indented.map((platform) => [platform.id, platform] as const))(
    'is the same exactly when there is no difference: %s',
    (_id, { config: { syntax } }) => {
      fc.assert(
        fc.property(configText, configText, (one, other) => {
          const [a, b] = [parseConfig(one, syntax), parseConfig(other, syntax)];
          expect(hash(a, syntax) === hash(b, syntax)).toBe(diffConfigs(a, b, syntax).lines.length === 0);
        }),
      );
    },
  );

  it('is another under another key', () => {
    const { syntax } = indented[0]?.config ?? expect.fail('no platform');
    const tree = parseConfig('hostname a\n', syntax);
    expect(createConfigHash('another key')(tree, syntax)).not.toBe(hash(tree, syntax));
  });
});
