import { describe, expect, it } from 'vitest';
import { createPublicText } from '../../src/configtext/public-text.ts';

const publicText = createPublicText({ key: 'test', held: () => [] });
const bare = (text: string): string => publicText(text).replace(/<secret:[0-9a-f]{6}>/g, '#');

describe('columns of tables', () => {
  it('of the IKE keys of IOS are hidden up to the next prompt', () => {
    const table =
      'Keyring      Hostname/Address                            Preshared Key\n\ndefault      192.0.2.10                  Tulip';
    expect(bare(`${table}\nsw1#show ip route\ndefault      192.0.2.10    Ethernet1`)).toBe(
      `${table.replace('Tulip', '#')}\nsw1#show ip route\ndefault      192.0.2.10    Ethernet1`,
    );
  });

  it('of the communities of NX-OS are hidden up to the end of the table', () => {
    const head =
      'Community            Group / Access      context    acl_filter\n---------            --------------      -------';
    expect(bare(`${head}\npublic               network-admin\n\npublic               network-admin`)).toBe(
      `${head}\n#               network-admin\n\npublic               network-admin`,
    );
  });

  it('of the trap receivers of NX-OS are hidden, but not the users of SNMPv3', () => {
    const head = 'Host                            Port Version  Level  Type   SecName';
    const rows = (name: string) =>
      `10.7.0.20        162  v2c      noauth trap   ${name}\n10.7.0.21        162  v3       priv   trap   ann`;
    expect(bare(`${head}\n${rows('public')}`)).toBe(`${head}\n${rows('#')}`);
  });
});

describe('communities of Junos without a block of their own', () => {
  const config = (name: string): string =>
    `snmp {\n    community ${name};\n    v3 {\n        usm;\n    }\n    community ${name};\n}\nfrom {\n    community CUST;\n}`;

  it('are hidden in the block of SNMP, and no others', () => {
    expect(bare(config('public'))).toBe(config('#'));
    expect(bare(config('"two words"'))).toBe(config('"#"'));
    expect(bare(config('public').replace(/^/gm, '+'))).toBe(config('#').replace(/^/gm, '+'));
  });
});

describe('names in lists of communities', () => {
  it.each([
    ['{"snmp":{"community":[{"name":"public","clients":[{"name":"10.0.0.0/8"}]}]}}', 1],
    ['{"snmp": {"community": {"name": "public"}}}', 1],
    ['{"communities": {"public": {"access": "ro"}, "private": {"access": "rw"}}}', 2],
    ['{"communities": ["public", "private"]}', 2],
    ['{\n  "community" : [\n  {\n    "name" : "public",\n    "view" : "all"\n  }\n  ],\n  "name" : "x"\n}', 1],
    ['<community>\n  <name>public</name>\n  <authorization>read-only</authorization>\n</community>', 1],
  ])('%s', (text, count) => {
    const shown = publicText(text);
    expect(shown).not.toMatch(/public|private/);
    expect(shown.match(/<secret:/g)).toHaveLength(count);
    expect(publicText(shown)).toBe(shown);
    if (text.startsWith('{')) expect(() => JSON.parse(shown)).not.toThrow();
    const within = publicText(JSON.stringify({ text }));
    expect(within).not.toMatch(/public|private/);
    if (text.startsWith('{')) expect(() => JSON.parse(JSON.parse(within).text)).not.toThrow();
  });

  it.each([
    '{"community": ["65000:1", "no-export"]}',
    '{"communities": {"65000:1": {"paths": 2}}}',
    '{"community": [{"name": "CUST", "members": ["65000:1"]}]}',
    '<community><name>CUST</name><members>65000:1</members></community>',
    '{"community": {"string": "65000:1", "list": ["65000:1"]}}',
  ])('%s stays: it is of routes', (text) => {
    expect(publicText(text)).toBe(text);
  });

  it('end with their list, also where a text in it holds brackets and quotes', () => {
    const text = '{"community":[{"name":"public","note":"a \\" ] b"}],"name":"x"}';
    expect(bare(text)).toBe('{"community":[{"name":"#","note":"a \\" ] b"}],"name":"x"}');
  });
});
