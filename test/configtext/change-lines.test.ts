import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChangeLines } from '../../src/configtext/change-lines.ts';
import { parseConfig } from '../../src/configtext/config-tree.ts';
import { findPlatform, platforms } from '../../src/platforms/registry.ts';

const syntaxOf = (platform: string) => {
  const found = findPlatform(platform);
  if (found === undefined) throw new Error(platform);
  return found.config.syntax;
};
const ios = syntaxOf('cisco_ios');
const xr = syntaxOf('cisco_iosxr');
const junos = syntaxOf('juniper_junos');

/** `depth text` a line. */
const read = (text: string, syntax = ios, like?: string) =>
  readChangeLines(text, syntax, like === undefined ? undefined : parseConfig(like, syntax)).map(
    (line) => `${line.depth} ${line.text}`,
  );

describe('lines and their blocks', () => {
  test('comments and blank lines are left out, and numbers stay those of the text', () => {
    const lines = readChangeLines('! first\n\ninterface Gi1/0/1\n# more\n\tdescription a\n!\n', ios);
    expect(lines).toEqual([
      { text: 'interface Gi1/0/1', number: 3, depth: 0, verbatim: [] },
      { text: 'description a', number: 5, depth: 1, verbatim: [] },
    ]);
  });

  test('a block ends by its margin, by exit, or by its own word', () => {
    const text =
      'router bgp 1\n address-family ipv4\n  network 10.0.0.0\n exit-address-family\n neighbor 10.0.0.1 shutdown';
    expect(read(text)).toEqual([
      '0 router bgp 1',
      '1 address-family ipv4',
      '2 network 10.0.0.0',
      '1 neighbor 10.0.0.1 shutdown',
    ]);
    expect(read('interface Gi1/0/1\n shutdown\nexit\nvlan 10')).toEqual([
      '0 interface Gi1/0/1',
      '1 shutdown',
      '0 vlan 10',
    ]);
    expect(read('interface Gi1/0/1\n shutdown\n exit\nvlan 10')).toEqual([
      '0 interface Gi1/0/1',
      '1 shutdown',
      '0 vlan 10',
    ]);
  });

  const LIKE = `hostname sw1
vlan 10
 name users
interface GigabitEthernet1/0/1
 description a
 ip address 10.0.0.1 255.255.255.0
interface GigabitEthernet1/0/2
router bgp 1
 neighbor 10.0.0.1 remote-as 2
 address-family ipv4
  network 10.0.0.0
ip route 0.0.0.0 0.0.0.0 10.0.0.2
ntp server 10.0.0.9
`;

  test('without margins the device’s own configuration says what belongs where', () => {
    const text = `interface Gi1/0/2
description b
no shutdown
ip address 10.0.1.1 255.255.255.0
interface Loopback7
description c
ntp server 10.0.0.8
no ip route 0.0.0.0 0.0.0.0 10.0.0.2
vlan 30
name thirty
router bgp 1
address-family ipv4
network 10.1.0.0
exit
neighbor 10.0.0.3 remote-as 3
no interface Loopback6
hostname sw2`;
    expect(read(text, ios, LIKE)).toEqual([
      '0 interface Gi1/0/2',
      '1 description b',
      '1 no shutdown',
      '1 ip address 10.0.1.1 255.255.255.0',
      '0 interface Loopback7',
      '1 description c',
      '0 ntp server 10.0.0.8',
      '0 no ip route 0.0.0.0 0.0.0.0 10.0.0.2',
      '0 vlan 30',
      '1 name thirty',
      '0 router bgp 1',
      '1 address-family ipv4',
      '2 network 10.1.0.0',
      '1 neighbor 10.0.0.3 remote-as 3',
      '0 no interface Loopback6',
      '0 hostname sw2',
    ]);
  });

  test('a banner, and a block that is written as a whole, go in one piece', () => {
    expect(readChangeLines('banner motd ^C\n  Two  blanks\n! kept\n\tend\n^C\nhostname a', ios)).toEqual([
      { text: 'banner motd ^C', number: 1, depth: 0, verbatim: ['  Two  blanks', '! kept', '\tend', '^C'] },
      { text: 'hostname a', number: 6, depth: 0, verbatim: [] },
    ]);
    expect(readChangeLines('route-policy A\n  pass\nend-policy\nrouter bgp 1\n route-policy A in', xr)).toEqual([
      { text: 'route-policy A', number: 1, depth: 0, verbatim: ['  pass', 'end-policy'] },
      { text: 'router bgp 1', number: 4, depth: 0, verbatim: [] },
      { text: 'route-policy A in', number: 5, depth: 1, verbatim: [] },
    ]);
  });
});

describe('statements', () => {
  test('set and delete stay as they are', () => {
    expect(read('set system host-name "a b"\ndelete snmp\n# no\ninsert a term b before term c', junos)).toEqual([
      '0 set system host-name "a b"',
      '0 delete snmp',
      '0 insert a term b before term c',
    ]);
  });

  test('braces become set lines with the numbers of their lines', () => {
    const text =
      'interfaces {\n    inactive: ge-0/0/0 {\n        description "x; {y}";\n        mtu 9000;\n    }\n}\nprotocols { a [ b c ]; }';
    expect(readChangeLines(text, junos).map(({ number, text: line }) => `${number} ${line}`)).toEqual([
      '3 set interfaces ge-0/0/0 description "x; {y}"',
      '4 set interfaces ge-0/0/0 mtu 9000',
      '7 set protocols a b',
      '7 set protocols a c',
      '2 deactivate interfaces ge-0/0/0',
    ]);
  });

  test('a quoted text of several lines is one statement', () => {
    expect(readChangeLines('set system login message "one\n  two"\nset snmp', junos)).toEqual([
      { text: 'set system login message "one', number: 1, depth: 0, verbatim: ['  two"'] },
      { text: 'set snmp', number: 3, depth: 0, verbatim: [] },
    ]);
  });
});

describe('what is not taken', () => {
  test.each([
    'end',
    'commit',
    'commit confirmed 5',
    'abort',
    'do reload',
    'conf t',
    'configure replace flash:x',
    'rollback running-config checkpoint a',
    'reload in 5',
    'wr mem',
    'write erase',
    'copy running-config startup-config',
    'show version',
    'bash',
    'install all nxos bootflash:x',
    'description a ; reload',
    'exit',
  ])('%s', (line) => {
    expect(() => readChangeLines(`hostname a\n${line}`.replace('hostname a\nexit', '\nexit'), ios)).toThrow(/^Line 2 /);
  });

  test.each([
    ['run show version', /begin with set/],
    ['set system host-name a | display set', /more than one command/],
    ['set system host-name a; commit', /more than one command/],
    ['commit', /begin with set/],
    ['system {\n host-name a;', /lacks 1 `}`/],
    ['set system login message "open', /end is missing/],
  ])('%s, where statements are set', (text, reason) => {
    expect(() => readChangeLines(text, junos)).toThrow(reason);
  });

  test.each([
    ['description a\u001b[31m', /Line 1 .*control/],
    ['description a\u202eb', /Line 1 .*invisible/],
    [`description ${'x'.repeat(1_500)}`, /Line 1 .*1500|Line 1 .*1,500/],
    ['hostname a\nbanner motd ^C\ntext', /Line 2 .*end is missing/],
  ])('%j', (text, reason) => {
    expect(() => readChangeLines(text, ios)).toThrow(reason);
  });

  test('words of configuration that only begin alike are', () => {
    const lines = [
      'confederation-id 1',
      'shutdown',
      'snmp-server location AMS rack 4; "third floor"',
      'description a | b',
    ];
    expect(read([...lines, 'install feature-set fcoe', 'commitment 3'].join('\n'))).toHaveLength(6);
  });
});

test('every line of a real change is numbered as in its text', () => {
  const words = fc.constantFrom('hostname a', ' description b', '  mtu 9', '!', '', 'vlan 10', 'exit', ' exit');
  fc.assert(
    fc.property(
      fc.constantFrom(...platforms.filter(({ config }) => config.syntax.form === 'indent')),
      fc.array(words),
      (platform, raws) => {
        const text = raws.join('\n');
        try {
          for (const line of readChangeLines(text, platform.config.syntax)) {
            expect(raws[line.number - 1]?.trim()).toBe(line.text);
            expect(line.depth).toBeLessThanOrEqual(2);
          }
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'BAD_INPUT' });
        }
      },
    ),
  );
});
