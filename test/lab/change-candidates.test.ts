/** EOS sessions, IOS-XR commits and Junos candidates: locks, timers, the way back, and what a restart leaves of them. */
import { describe, expect, test } from 'vitest';
import { power } from './powered.ts';

describe('EOS sessions', () => {
  test('a timed commit applies the lines, is seen as pending, and goes back when nobody confirms', async () => {
    const device = power('arista_eos');
    const before = device.hash();
    const shell = device.login();
    shell.type('configure session change-1', 'ntp server 10.9.9.9', 'interface Ethernet3', 'description changed');
    expect(device.hash()).toBe(before);
    expect(shell.type('show session-config diffs')).toMatch(
      /^--- system:\/running-config\n\+\+\+ session:\/change-1-session-config\n@@ [\s\S]*\n\+ntp server 10\.9\.9\.9\n/,
    );
    expect(shell.type('commit timer 00:05:00')).toBe('sw-1#');
    expect(device.config()).toContain('ntp server 10.9.9.9');
    expect(shell.type('show configuration sessions detail')).toMatch(/change-1 +pendingCommitTimer .*00:05:00/);
    expect(device.machine.pendingRevertMs).toBe(300_000);
    await device.clock.advance(300_000);
    expect(device.hash()).toBe(before);
    expect(device.by.at(-1)).toBe('lab');
    expect(device.writes.map(([mode]) => mode)).toEqual(['arm', 'config', 'config-if-Et3', 'commit', 'revert']);
  });

  test('another login confirms; the change stays, unsaved until it is saved', async () => {
    const device = power('arista_eos');
    device.login().type('configure session change-1', 'ntp server 10.9.9.9', 'commit timer 00:05:00');
    const other = device.login();
    expect(other.type('configure session change-1 commit')).toBe('sw-1#');
    await device.clock.advance(600_000);
    expect(device.config()).toContain('ntp server 10.9.9.9');
    expect(other.type('show configuration sessions')).toMatch(/change-1 +completed/);
    expect(other.type('diff startup-config running-config')).toContain('+ntp server 10.9.9.9');
    other.type('write memory');
    expect(other.type('diff startup-config running-config')).toBe('sw-1#');
  });

  test('abort undoes a timed commit at once, and throws a plain session away', () => {
    const device = power('arista_eos');
    const before = device.hash();
    const shell = device.login();
    shell.type('configure session c1', 'ntp server 10.9.9.9', 'commit timer 00:05:00', 'configure session c1 abort');
    expect(device.hash()).toBe(before);
    expect(device.machine.pendingRevertMs).toBeNull();
    shell.type('configure session c2', 'ntp server 10.9.9.9', 'abort');
    expect(shell.type('show configuration sessions')).not.toContain('c2');
  });

  test('a commit overwrites what others changed since the session was made', () => {
    const device = power('arista_eos');
    const shell = device.login();
    shell.type('configure session c1', 'ntp server 10.9.9.9');
    device.machine.os.configure('ntp server 10.8.8.8', 'lab');
    expect(shell.type('show session-config diffs')).toContain('-ntp server 10.8.8.8');
    shell.type('commit');
    expect(device.config()).not.toContain('10.8.8.8');
  });

  test('five may wait and no more; they outlive a login, not a restart and not a day', async () => {
    const device = power('arista_eos');
    for (let i = 1; i <= 5; i++) {
      const shell = device.login();
      shell.type(`configure session c${i}`, `ntp server 10.9.9.${i}`);
      shell.cli.hangUp();
    }
    const shell = device.login();
    expect(shell.type('configure session c6')).toContain('Maximum number of pending sessions has been reached');
    expect(shell.type('configure session c2', 'show session-config diffs')).toContain('+ntp server 10.9.9.2');
    shell.type('end');
    await device.clock.advance(86_400_000);
    expect(shell.type('show configuration sessions')).not.toContain('c1');
    shell.type('configure session c7', 'ntp server 10.9.9.7', 'end');
    device.machine.reboot(0);
    expect(device.login().type('show configuration sessions')).not.toContain('c7');
  });

  test.each([
    [{ failsCommit: true }, '% Cannot commit session', false],
    [{ isFull: true }, 'Maximum number of pending sessions', false],
    [{ undoesCommit: true }, 'sw-1#', false],
    [{ hasDeadTimer: true }, 'sw-1#', true],
  ])('flaw %j', async (flaws, words, isThere) => {
    const device = power('arista_eos', { flaws });
    const said = device.login().type('configure session c1', 'ntp server 10.9.9.9', 'commit timer 00:01:00');
    expect(said).toContain(words);
    await device.clock.advance(120_000);
    expect(device.config().includes('ntp server 10.9.9.9')).toBe(isThere);
  });

  test('configure replace brings a copied configuration back', () => {
    const device = power('arista_eos');
    const before = device.hash();
    const shell = device.login();
    shell.type('copy running-config flash:before', 'configure terminal', 'ntp server 10.9.9.9', 'end');
    shell.type('configure replace flash:before');
    expect(device.hash()).toBe(before);
  });
});

describe('IOS-XR commits', () => {
  test('shows the target, commits on trial, and goes back when nobody confirms', async () => {
    const device = power('cisco_iosxr');
    const before = device.hash();
    const shell = device.login();
    shell.type(
      'configure exclusive',
      'interface MgmtEth0/RP0/CPU0/0',
      'description changed',
      'exit',
      'ntp',
      'server 10.9.9.9',
      'exit',
    );
    expect(shell.type('show configuration')).toContain('interface MgmtEth0/RP0/CPU0/0\n description changed\n!\n');
    expect(shell.type('show commit changes diff')).toMatch(/\n {3}ntp\n\+ {3}server 10\.9\.9\.9\n/);
    shell.type('commit confirmed minutes 5 label change-1 comment all of it');
    expect(device.config()).toContain('description changed');
    expect(device.machine.pendingRevertMs).toBe(300_000);
    shell.type('end');
    expect(shell.type('show configuration commit list')).toMatch(/\n1 +change-1 +netops/);
    expect(shell.type('show configuration commit list detail')).toMatch(/Comment: {2}all of it/);
    await device.clock.advance(300_000);
    expect(device.hash()).toBe(before);
    expect(device.writes.map(([mode]) => mode)).toEqual(['arm', 'config-if', 'config-ntp', 'commit', 'revert']);
  });

  test('commit confirms from another login; seconds without a unit', async () => {
    const device = power('cisco_iosxr');
    const shell = device.login();
    shell.type('configure exclusive', 'domain name neu.example.net', 'commit confirmed 30', 'end');
    expect(device.machine.pendingRevertMs).toBe(30_000);
    const other = device.login();
    other.type('configure exclusive', 'commit', 'end');
    await device.clock.advance(60_000);
    expect(device.config()).toContain('domain name neu.example.net');
    expect(device.writes.at(-1)).toEqual(['confirm', 'commit']);
    expect(other.type('configure exclusive', 'commit')).toContain('% No configuration changes to commit.');
  });

  test('one exclusive session at a time; the others may not commit; a hang-up gives the lock back', () => {
    const device = power('cisco_iosxr');
    const [holder, other] = [device.login(), device.login()];
    holder.type('configure exclusive');
    expect(other.type('configure exclusive')).toMatch(/locked exclusively[\s\S]*:sw-1#$/);
    expect(other.type('configure terminal', 'domain name x.example.net', 'commit')).toContain('% Failed to commit');
    holder.cli.hangUp();
    expect(other.type('commit')).not.toContain('Failed');
    expect(device.config()).toContain('domain name x.example.net');
  });

  test('asks when others committed meanwhile, and keeps what they did', () => {
    const device = power('cisco_iosxr');
    const shell = device.login();
    shell.type('configure terminal', 'ntp', 'server 10.9.9.9');
    device.machine.os.configure('domain name other.example.net', 'lab');
    expect(shell.type('commit')).toMatch(/^One or more commits have occurred[\s\S]*commit anyway\? \[no\]: $/);
    expect(shell.type('no', 'show configuration')).toContain('server 10.9.9.9');
    shell.type('commit', 'yes');
    expect(device.config()).toContain('domain name other.example.net');
    expect(device.config()).toContain('server 10.9.9.9');
  });

  test('rollback configuration undoes commits', () => {
    const device = power('cisco_iosxr');
    const before = device.hash();
    const shell = device.login();
    shell.type(
      'configure exclusive',
      'domain name a.example.net',
      'commit label one',
      'ntp',
      'server 10.9.9.9',
      'commit',
      'end',
    );
    expect(shell.type('show configuration commit changes last 2 diff')).toMatch(
      /- {2}domain name ams\.example\.net\n {3}ntp\n\+ {3}server 10\.9\.9\.9\n\+ {2}domain name a\./,
    );
    expect(shell.type('rollback configuration last 1')).toContain('Configuration successfully rolled back 1 commits.');
    expect(device.config()).toContain('domain name a.example.net');
    expect(shell.type('rollback configuration to one')).toContain("rolled back to 'one'");
    expect(device.hash()).toBe(before);
  });

  test('a commit that fails leaves the target, and says which line', () => {
    const device = power('cisco_iosxr', { flaws: { failsCommit: true } });
    const before = device.hash();
    const shell = device.login();
    expect(shell.type('configure exclusive', 'domain name a.example.net', 'commit')).toContain(
      '% Failed to commit one or more',
    );
    expect(shell.type('show configuration failed')).toMatch(/SEMANTIC ERRORS[\s\S]*\ndomain name a\.example\.net\n!!%/);
    expect(shell.type('abort')).toMatch(/:sw-1#$/);
    expect(device.hash()).toBe(before);
    expect(device.writes).toEqual([]);
  });

  test('a restart ends a trial', () => {
    const device = power('cisco_iosxr');
    const before = device.hash();
    device.login().type('configure exclusive', 'domain name a.example.net', 'commit confirmed 300');
    device.machine.reboot(0);
    expect(device.hash()).toBe(before);
    expect(device.machine.pendingRevertMs).toBeNull();
    expect(device.clock.pending()).toBe(0);
  });
});

describe('Junos', () => {
  const SET = 'set system ntp server 10.9.9.9';

  test('compares, checks, commits on trial, and goes back when nobody confirms', async () => {
    const device = power('juniper_junos');
    const before = device.hash();
    const shell = device.login();
    expect(shell.type('configure exclusive')).toMatch(
      /^warning: uncommitted changes will be discarded on exit\nEntering configuration mode\n/,
    );
    shell.type(SET, 'set system host-name neu');
    expect(shell.type('show | compare')).toContain('[edit system]\n-  host-name sw-1;\n+  host-name neu;\n');
    expect(shell.type('commit check')).toContain('configuration check succeeds');
    expect(shell.type('commit confirmed 5 comment "change 1"')).toMatch(
      /^commit confirmed will be automatically rolled back in 5 minutes unless confirmed\ncommit complete\n/,
    );
    expect(shell.type('run show system commit')).toMatch(
      /^0 .* by netops via cli commit confirmed, rollback in 5mins\n {4}change 1\n1 /,
    );
    expect(device.machine.pendingRevertMs).toBe(300_000);
    await device.clock.advance(300_000);
    expect(device.hash()).toBe(before);
    expect(shell.type('run show system commit')).toMatch(/^0 .* by root via other\n1 /);
    expect(device.writes).toEqual([
      ['arm', 'commit confirmed 5 comment "change 1"'],
      ['config', SET],
      ['config', 'set system host-name neu'],
      ['commit', 'commit confirmed 5 comment "change 1"'],
      ['revert', 'commit confirmed 5 comment "change 1"'],
    ]);
  });

  test.each(['commit', 'commit check'])('%s from another login confirms', async (line) => {
    const device = power('juniper_junos');
    device.login().type('configure exclusive', SET, 'commit confirmed 1', 'exit');
    device.login().type('configure exclusive', line, 'exit');
    await device.clock.advance(120_000);
    expect(device.config()).toContain('10.9.9.9');
    expect(device.writes.at(-1)).toEqual(['confirm', line]);
  });

  test('an unconfirmed commit is undone after a restart too', async () => {
    const device = power('juniper_junos');
    const before = device.hash();
    device.login().type('configure', SET, 'commit confirmed 1');
    device.machine.reboot(0);
    expect(device.config()).toContain('10.9.9.9');
    await device.clock.advance(60_000);
    expect(device.hash()).toBe(before);
  });

  test('one exclusive session at a time, and none over somebody’s uncommitted lines', () => {
    const device = power('juniper_junos');
    const [holder, other] = [device.login(), device.login()];
    holder.type('configure exclusive', SET);
    expect(other.type('configure exclusive')).toMatch(
      /^error: configuration database locked by:\n {2}jdoe terminal pts\/1 \(pid \d+\)/,
    );
    holder.cli.hangUp();
    expect(device.config()).not.toContain('10.9.9.9');
    other.type('configure', SET, 'exit', 'yes');
    expect(holder.type('configure exclusive')).toContain('error: configuration database modified');
    expect(holder.type('configure')).toContain('The configuration has been changed but not committed');
    expect(holder.type('rollback 0', 'exit', 'configure exclusive')).toContain('# ');
  });

  test('load set and load merge take text until Ctrl-D', () => {
    const device = power('juniper_junos');
    const shell = device.login();
    shell.type('configure exclusive');
    expect(shell.type('load set terminal')).toBe('[Type ^D at a new line to end input]\n');
    shell.type(SET, 'delete snmp');
    expect(shell.end()).toMatch(/^load complete\n/);
    shell.type('load merge terminal', 'system {', '    services {', '        netconf ssh;', '    }', '}');
    expect(shell.end()).toMatch(/^load complete\n/);
    expect(shell.type('show | compare')).toMatch(/\+ {2}server 10\.9\.9\.9;[\s\S]*\+ {2}netconf ssh;/);
    shell.type('load set terminal', 'sat system x y');
    expect(shell.end()).toContain('load complete (1 errors)');
  });

  test('rollback N loads an earlier configuration; what does not exist is refused', () => {
    const device = power('juniper_junos');
    const before = device.hash();
    const shell = device.login();
    shell.type('configure', SET, 'commit comment one', 'set system host-name neu', 'commit');
    expect(shell.type('run show system rollback compare 2 0')).toContain('+  host-name neu;');
    expect(shell.type('rollback 2')).toContain('load complete');
    shell.type('commit');
    expect(device.hash()).toBe(before);
    expect(shell.type('rollback 49')).toContain('syntax error');
  });

  test('a private candidate knows no confirmed commit; a failed check commits nothing', () => {
    expect(power('juniper_junos').login().type('configure private', SET, 'commit confirmed 5')).toContain('error: ');
    const device = power('juniper_junos', { flaws: { failsCommit: true } });
    const said = device.login().type('configure exclusive', SET, 'commit check', 'commit');
    expect(said).toMatch(/error: configuration check-out failed[\s\S]*error: commit failed/);
    expect(device.writes).toEqual([]);
  });

  test.each([
    ['silent', 'set interfaces em0 disable'],
    ['silent', 'delete interfaces em0'],
    ['refused', 'delete system services ssh'],
    ['nobody', 'delete system login user netops'],
  ])('%s after %s, and heals with the timer', async (access, line) => {
    const device = power('juniper_junos');
    device.login().type('configure exclusive', line, 'commit confirmed 5');
    expect(device.machine.access()).toBe(access);
    await device.clock.advance(300_000);
    expect(device.machine.access()).toBe('open');
  });
});

describe.each([
  ['cisco_nxos', ['interface mgmt0', 'shutdown'], 'silent'],
  ['cisco_nxos', ['no feature ssh'], 'refused'],
  ['cisco_nxos', ['no username netops'], 'nobody'],
  ['arista_eos', ['interface Management1', 'no ip address'], 'silent'],
  ['arista_eos', ['management ssh', 'shutdown'], 'refused'],
  ['cisco_iosxr', ['no ssh server', 'commit'], 'refused'],
  ['cisco_iosxr', ['no username netops', 'commit'], 'nobody'],
])('%s', (platform, lines, access) => {
  test(`${lines.join(', ')} cuts management off: ${access}`, () => {
    const device = power(platform);
    expect(device.machine.access()).toBe('open');
    device.login().type('configure terminal', ...lines);
    expect(device.machine.access()).toBe(access);
    expect(device.cuts()).toBe(access === 'nobody' ? 0 : 1);
  });
});
