/** IOS and IOS-XE being changed: the archive and its timer, replacing, reloading, saving; NX-OS checkpoints; FRR line by line. */
import { describe, expect, test } from 'vitest';
import { type Powered, power } from './powered.ts';

const ARCHIVE = 'archive\n path flash:archive';

/** An IOS device that keeps an archive, or does not. */
function ios(hasArchive: boolean, options: Parameters<typeof power>[1] = {}): Powered {
  for (let seed = 1; seed < 50; seed++) {
    const device = power('cisco_ios', { seed, ...options });
    if (device.config().includes(ARCHIVE) === hasArchive) return device;
  }
  throw new Error('no seed gives such a device');
}

const CHANGE = ['interface loopback7', 'description set by a test', 'exit', 'ntp server 10.9.9.9'];

describe('configure terminal revert timer', () => {
  test('backs up, and brings the configuration back when nobody confirms', async () => {
    const device = ios(true);
    const before = device.hash();
    const shell = device.login();
    expect(shell.type('configure terminal revert timer 5')).toMatch(
      /^Rollback Confirmed Change: Backing up current running config to flash:archive-\S+-0\n\nEnter configuration commands, one per line.*\nsw-1\(config\)#$/,
    );
    shell.type(...CHANGE, 'end');
    expect(device.machine.pendingRevertMs).toBe(300_000);
    expect(shell.type('show archive config rollback timer')).toMatch(/Timer type: absolute timer\nTimer value: 5 min/);
    await device.clock.advance(299_999);
    expect(device.config()).toContain('ntp server 10.9.9.9');
    await device.clock.advance(1);
    expect(device.hash()).toBe(before);
    expect(device.machine.pendingRevertMs).toBeNull();
    expect(shell.type('show archive config rollback timer')).toContain('%No Rollback Confirmed Change pending');
    expect(device.writes).toEqual([
      ['arm', 'configure terminal revert timer 5'],
      ['config', 'interface Loopback7'],
      ['config-if', 'description set by a test'],
      ['config', 'ntp server 10.9.9.9'],
      ['revert', 'configure terminal revert timer 5'],
    ]);
    expect(device.by.at(-1)).toBe('lab');
  });

  test('a confirmation from another login keeps the change; a second one has nothing to confirm', async () => {
    const device = ios(true);
    device.login().type('configure terminal revert timer 5', ...CHANGE, 'end');
    const other = device.login();
    expect(other.type('configure confirm')).toBe('sw-1#');
    expect(other.type('configure confirm')).toContain('%No Rollback Confirmed Change pending');
    await device.clock.advance(600_000);
    expect(device.config()).toContain('ntp server 10.9.9.9');
    expect(device.writes.at(-1)).toEqual(['confirm', 'configure confirm']);
  });

  test('configure revert now goes back at once, with the list of what it types', () => {
    const device = ios(true);
    const before = device.hash();
    const shell = device.login();
    shell.type('configure terminal revert timer 5', 'ntp server 10.9.9.9', 'end');
    expect(shell.type('configure revert now')).toMatch(
      /Rolling to:flash:archive-\S+\n[\s\S]*!Pass 1\n!List of Rollback Commands:\nno ntp server 10\.9\.9\.9\nend\n\n\nTotal number of passes: 1\nRollback Done/,
    );
    expect(device.hash()).toBe(before);
    expect(device.writes.at(-1)).toEqual(['rollback', 'configure revert now']);
  });

  test('an idle timer runs from the last line typed', async () => {
    const device = ios(true);
    const shell = device.login();
    shell.type('configure terminal revert timer idle 2', 'ntp server 10.9.9.9');
    await device.clock.advance(90_000);
    shell.type('ntp server 10.9.9.8');
    await device.clock.advance(90_000);
    expect(device.config()).toContain('ntp server 10.9.9.9');
    await device.clock.advance(30_000);
    expect(device.config()).not.toContain('ntp server 10.9.9.9');
  });

  test('without an archive it is refused, and the session stays where it was', () => {
    const device = ios(false);
    const shell = device.login();
    expect(shell.type('configure terminal revert timer 5')).toMatch(/archive[\s\S]*sw-1#$/);
    expect(device.writes).toEqual([]);
    expect(shell.type('configure terminal', 'archive', 'path flash:archive', 'end')).toMatch(/sw-1#$/);
    expect(shell.type('configure terminal revert timer 5')).toMatch(/\(config\)#$/);
  });

  test.each(['0', '121', 'x'])('%s minutes are refused', (minutes) => {
    expect(ios(true).login().type(`configure terminal revert timer ${minutes}`)).toMatch(/% Invalid[\s\S]*sw-1#$/);
  });

  test('a timer that is dead changes nothing back; a rollback that aborts says so and leaves what runs', async () => {
    const dead = ios(true, { flaws: { hasDeadTimer: true } });
    dead.login().type('configure terminal revert timer 1', 'ntp server 10.9.9.9', 'end');
    await dead.clock.advance(120_000);
    expect(dead.config()).toContain('ntp server 10.9.9.9');
    expect(dead.machine.pendingRevertMs).toBeNull();
    const aborting = ios(true, { flaws: { abortsRollback: true } });
    const shell = aborting.login();
    shell.type('configure terminal revert timer 1', 'ntp server 10.9.9.9', 'end');
    expect(shell.type('configure revert now')).toContain('Rollback aborted after 5 passes');
    expect(aborting.config()).toContain('ntp server 10.9.9.9');
  });
});

describe('files', () => {
  test('copy, compare, replace', () => {
    const device = ios(true);
    const before = device.hash();
    const shell = device.login();
    expect(shell.type('copy running-config flash:before')).toBe('Destination filename [before]? ');
    expect(shell.type('')).toContain('bytes copied');
    shell.type('configure terminal', 'ntp server 10.9.9.9', 'interface Vlan1', 'description changed', 'end');
    const differences = shell.type('show archive config differences flash:before system:running-config');
    expect(differences).toContain(
      '!Contextual Config Diffs:\n interface Vlan1\n- description management\n+ description changed',
    );
    expect(differences).toContain('+ntp server 10.9.9.9');
    expect(shell.type('configure replace flash:before')).toMatch(/Enter Y if you are sure.*\? \[no\]: $/);
    expect(shell.type('n')).toBe('sw-1#');
    expect(device.hash()).not.toBe(before);
    expect(shell.type('configure replace flash:before force')).toMatch(/Total number of passes: 1\nRollback Done/);
    expect(device.hash()).toBe(before);
    expect(shell.type('configure replace flash:nothing force')).toContain('%Error opening flash:nothing');
  });
});

describe('saving and restarting', () => {
  test('what was not saved is gone after a restart, what was is there', async () => {
    const device = ios(true);
    const shell = device.login();
    shell.type('configure terminal', 'ntp server 10.1.1.1', 'end', 'write memory');
    const saved = device.hash();
    expect(device.machine.os.isSaved()).toBe(true);
    shell.type('configure terminal', 'ntp server 10.2.2.2', 'end');
    expect(device.machine.os.isSaved()).toBe(false);
    device.machine.reboot(5_000);
    expect(device.hash()).toBe(saved);
    expect(device.machine.os.isSaved()).toBe(true);
    expect(device.machine.access()).toBe('refused');
    await device.clock.advance(5_000);
    expect(device.machine.access()).toBe('open');
    expect(device.login().type('show version')).toMatch(/uptime is 0 minutes/);
  });

  test('every restart brings back what was saved, whatever was typed after the last one', () => {
    const device = ios(true);
    device.login().type('configure terminal', 'ntp server 10.1.1.1', 'end', 'write memory');
    const saved = device.hash();
    for (const line of ['ntp server 10.2.2.2', 'ntp server 10.3.3.3']) {
      device.login().type('configure terminal', line, 'end');
      device.machine.reboot(0);
      expect(device.hash()).toBe(saved);
    }
  });

  test('a restart forgets the timer of an unconfirmed change', async () => {
    const device = ios(true);
    const before = device.hash();
    device.login().type('configure terminal revert timer 5', 'ntp server 10.9.9.9', 'end');
    device.machine.reboot(0);
    expect(device.machine.pendingRevertMs).toBeNull();
    expect(device.hash()).toBe(before);
    expect(device.clock.pending()).toBe(0);
  });

  test('reload in asks, waits, and can be called off', async () => {
    const device = ios(false);
    const before = device.hash();
    const shell = device.login();
    shell.type('configure terminal', 'ntp server 10.9.9.9', 'end');
    expect(shell.type('reload in 5')).toMatch(/Save\? \[yes\/no\]: $/);
    expect(shell.type('no')).toMatch(/Reload scheduled for [\s\S]*Proceed with reload\? \[confirm\]$/);
    shell.type('');
    expect(shell.type('show reload')).toContain('(in 5 minutes)');
    expect(shell.type('reload cancel')).toContain('SHUTDOWN ABORTED');
    await device.clock.advance(600_000);
    expect(device.hash()).not.toBe(before);
    shell.type('reload in 5', 'no', '');
    await device.clock.advance(300_000);
    expect(device.hash()).toBe(before);
    expect(device.cuts()).toBe(1);
  });

  test('a save that fails says so and saves nothing', () => {
    const device = ios(true, { flaws: { failsSave: true } });
    const before = device.machine.os.startupBody();
    const shell = device.login();
    expect(shell.type('configure terminal', 'ntp server 10.9.9.9', 'end', 'write memory')).toContain(
      '%Error opening nvram',
    );
    expect(device.machine.os.startupBody()).toBe(before);
  });
});

test('a banner is typed over several lines and stays whole', () => {
  const device = ios(true);
  const before = device.hash();
  const shell = device.login();
  shell.type('configure terminal', 'banner motd ^C', 'Line one', '  ntp server 10.9.9.9', '^C', 'end');
  expect(device.config()).toContain('banner motd ^C\nLine one\n  ntp server 10.9.9.9\n^C\n');
  expect(device.config()).not.toContain('\nntp server 10.9.9.9');
  shell.type(
    'configure terminal',
    'banner motd ^C',
    'Property of Example Networks. Unauthorised access is prohibited.',
    '^C',
    'end',
  );
  expect(device.hash()).toBe(before);
});

describe('what cuts management off', () => {
  test.each([
    ['silent', ['interface Vlan1', 'shutdown']],
    ['silent', ['interface Vlan1', 'no ip address']],
    ['silent', ['no ip routing']],
    ['refused', ['line vty 0 4', 'transport input none', 'line vty 5 15', 'transport input none']],
    [
      'refused',
      [
        'ip access-list standard NOBODY',
        'deny any',
        'line vty 0 4',
        'access-class NOBODY in',
        'line vty 5 15',
        'access-class NOBODY in',
      ],
    ],
    ['nobody', ['no username netops']],
  ])('%s after %j, and heals with the timer', async (access, lines) => {
    const device = ios(true);
    device.login().type('configure terminal revert timer 5', ...lines);
    expect(device.machine.access()).toBe(access);
    expect(device.cuts()).toBe(access === 'nobody' ? 0 : 1);
    await device.clock.advance(300_000);
    expect(device.machine.access()).toBe('open');
  });

  test.each([
    [['deny host 10.1.1.1', 'permit any'], 'open'],
    [['deny any', 'permit any'], 'refused'],
    [['deny host 10.1.1.1'], 'refused'],
    [[], 'open'],
  ])('an access list of %j leaves it %s', (entries, access) => {
    const device = ios(true);
    const bind = ['line vty 0 4', 'access-class A in', 'line vty 5 15', 'access-class A in'];
    device.login().type('configure terminal', 'ip access-list standard A', ...entries, ...bind);
    expect(device.machine.access()).toBe(access);
  });

  test('an access list that lets somebody in does not', () => {
    const device = ios(true);
    device
      .login()
      .type(
        'configure terminal',
        'line vty 0 4',
        'access-class SNMP-ACCESS in',
        'line vty 5 15',
        'access-class SNMP-ACCESS in',
        'end',
      );
    expect(device.machine.access()).toBe('open');
  });
});

test('a lock that somebody else holds keeps configuration shut', () => {
  const device = ios(true, { flaws: { isLocked: true } });
  expect(device.login().type('configure terminal')).toMatch(/^Configuration mode is locked by process .*\nsw-1#$/);
});

describe('NX-OS checkpoints', () => {
  test('hold the configuration, show what changed, and bring it back exactly', () => {
    const device = power('cisco_nxos');
    const before = device.hash();
    const shell = device.login();
    expect(shell.type('checkpoint before')).toContain('Done');
    shell.type(
      'configure terminal',
      'interface Ethernet1/3',
      'description changed',
      'ntp server 10.9.9.9 use-vrf management',
      'end',
    );
    expect(shell.type('show diff rollback-patch running-config checkpoint before')).toContain(
      '\nno ntp server 10.9.9.9 use-vrf management\n',
    );
    expect(shell.type('rollback running-config checkpoint before atomic')).toMatch(
      /Verification is Successful\.[\s\S]*Rollback completed successfully/,
    );
    expect(device.hash()).toBe(before);
    expect(shell.type('show diff rollback-patch checkpoint before running-config')).toContain(
      'Rollback Patch is Empty',
    );
    expect(shell.type('show checkpoint summary')).toMatch(/1\) before:\nCreated by netops/);
    shell.type('no checkpoint before');
    expect(shell.type('rollback running-config checkpoint before')).toContain('ERROR: Checkpoint does not exist');
  });

  test('are ten at most, and outlive a restart', () => {
    const device = power('cisco_nxos');
    const shell = device.login();
    for (let i = 1; i <= 10; i++) expect(shell.type(`checkpoint c${i}`)).toContain('Done');
    expect(shell.type('checkpoint c11')).toContain('ERROR: Maximum checkpoint limit (10) reached');
    device.machine.reboot(0);
    expect(device.login().type('show checkpoint summary')).toContain('10) c10:');
  });

  test('copy running-config startup-config asks nothing', () => {
    const device = power('cisco_nxos');
    expect(device.login().type('copy running-config startup-config')).toMatch(/Copy complete\.\nsw-1# $/);
    expect(device.writes).toEqual([['save', 'copy running-config startup-config']]);
  });
});

describe('FRR', () => {
  test('takes lines at once, turns a second AS down without a mark and falls back to the top', () => {
    const device = power('frr');
    const asn = /router bgp (\d+)/.exec(device.config())?.[1];
    const shell = device.login();
    shell.type('configure terminal', 'interface eth0');
    expect(shell.type('router bgp 1')).toBe(`BGP is already running; AS is ${asn}\nsw-1(config)# `);
    shell.type('ip route 10.9.9.0/24 10.0.0.1');
    expect(device.config()).toContain('ip route 10.9.9.0/24 10.0.0.1');
    shell.type('end', 'write memory');
    device.machine.reboot(0);
    expect(device.config()).toContain('ip route 10.9.9.0/24 10.0.0.1');
  });
});

describe('lines that are more than text', () => {
  test('entries of an access list stand in the order of their numbers', () => {
    const device = power('arista_eos');
    device
      .login()
      .type(
        'configure terminal',
        'ip access-list A',
        '30 deny ip any any',
        '10 permit ip any any',
        '20 permit tcp any any',
        'no 10',
      );
    expect(device.config()).toContain('ip access-list A\n   20 permit tcp any any\n   30 deny ip any any\n');
  });

  test('a VLAN is added to a trunk, the rest stays; a port of metal is not removed', () => {
    const device = ios(true);
    const port = device.machine.facts.ports[4]?.name;
    const shell = device.login();
    shell.type(
      'configure terminal',
      `interface ${port}`,
      'switchport trunk allowed vlan 10,20',
      'switchport trunk allowed vlan add 30',
    );
    expect(device.config()).toContain(' switchport trunk allowed vlan 10,20,30\n');
    expect(device.writes.at(-1)).toEqual(['config-if', 'switchport trunk allowed vlan add 30']);
    expect(shell.type(`no interface ${port}`)).toContain('% Removal of physical interfaces is not permitted');
    expect(device.config()).toContain(`\ninterface ${port}\n`);
  });
});
