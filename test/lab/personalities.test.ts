/** Each personality, spoken to by a plain SSH client: prompts, refusals, pagers, configuration, and its way out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import type { LabDevice } from '../../src/lab/lab-device.ts';
import { personalities } from '../../src/lab/personalities/all.ts';
import { exec, openShell, type Shell } from './plain-client.ts';

interface Script {
  /** The prompt of the mode commands are read in, for this hostname. */
  readonly prompt: (host: string) => string;
  readonly open: readonly string[];
  readonly reads: readonly (readonly [line: string, answer: RegExp])[];
  /** Lines that must be refused, with the device's words. */
  readonly refused: readonly (readonly [line: string, words: string | RegExp])[];
  readonly pager: { readonly line: string; readonly more: string } | null;
  /** Lines that rename the device, and the prompts after them. */
  readonly rename: readonly (readonly [line: string, prompt: string])[];
  readonly renamedConfig: readonly [line: string, text: string];
  readonly json: readonly [line: string, key: string] | null;
}

const CISCO_REFUSED = [
  ['show foo', /\n {4,}\^\r\n% Invalid input detected at '\^' marker\./],
  ['show ip', '% Incomplete command.'],
  ['sh i', '% Ambiguous command:  "sh i"'],
] as const;

const IOS: Script = {
  prompt: (host) => `${host}#`,
  open: ['terminal length 0', 'terminal width 511'],
  reads: [
    ['show version', /Version \S+, RELEASE SOFTWARE[\s\S]*uptime is .*minutes?\r[\s\S]*Processor board ID \S+/],
    ['show inventory', /NAME: "[^"]+", DESCR: "[^"]+"\r\nPID: \S+ *, VID: \S+ *, SN: \S+/],
    ['show running-config', /Current configuration : \d+ bytes[\s\S]*\nenable secret [59] \$[\s\S]*\nend\r/],
    [
      'show running-config | include ^! [LN]',
      /! Last configuration change at .* by \w+\r\n! NVRAM config last updated at/,
    ],
    ['show startup-config', /^.*\r\nUsing \d+ out of/],
    ['show ip interface brief', /Interface +IP-Address +OK\? Method Status +Protocol/],
    ['show ip bgp summary', /Neighbor +V +AS MsgRcvd/],
    ['show clock', /\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d+ \d{4}/],
  ],
  refused: [...CISCO_REFUSED, ['foo', '% Unknown command or computer name']],
  pager: { line: 'show running-config', more: ' --More-- ' },
  rename: [
    ['configure terminal', 'HOST(config)#'],
    ['interface gi1/0/3', 'HOST(config-if)#'],
    ['description set by a test', 'HOST(config-if)#'],
    ['hostname renamed-to-something-very-long', 'renamed-to-something(config)#'],
    ['end', 'renamed-to-something-very-long#'],
  ],
  renamedConfig: ['show running-config', '\nhostname renamed-to-something-very-long\r\n'],
  json: null,
};

const SCRIPTS: Readonly<Record<string, Script>> = {
  cisco_ios: IOS,
  cisco_iosxe: {
    ...IOS,
    reads: [
      ...IOS.reads,
      ['show version', /^.*\r\nCisco IOS XE Software, Version \d\d\.\d\d\.\S+\r\nCisco IOS Software \[\w+\]/],
    ],
    refused: [...CISCO_REFUSED, ['foo', /\^\r\n% Invalid input/]],
  },
  cisco_nxos: {
    prompt: (host) => `${host}# `,
    open: ['terminal length 0', 'terminal width 511'],
    reads: [
      ['show version', /NXOS: version \S+\r[\s\S]*Kernel uptime is \d+ day\(s\)/],
      ['show inventory', /NAME: "Chassis", {2}DESCR/],
      ['show running-config', /!Command: show running-config[\s\S]*username admin password 5 \$5\$/],
      ['show ip interface brief', /IP Interface Status for VRF "default"/],
      ['show ip bgp summary', /BGP summary information for VRF default/],
    ],
    refused: [
      ['show foo', "% Invalid command at '^' marker."],
      ['show ip', "% Incomplete command at '^' marker."],
      ['sh i', "% Ambiguous command at '^' marker."],
    ],
    pager: { line: 'show running-config', more: '\u001b[7m--More--\u001b[27m' },
    rename: [
      ['configure terminal', 'HOST(config)# '],
      ['hostname neu', 'neu(config)# '],
      ['end', 'neu# '],
    ],
    renamedConfig: ['show running-config', '\nhostname neu\r\n'],
    json: ['show version | json', 'nxos_ver_str'],
  },
  cisco_iosxr: {
    prompt: (host) => `RP/0/RP0/CPU0:${host}#`,
    open: ['terminal length 0', 'terminal width 512', 'terminal exec prompt no-timestamp'],
    reads: [
      ['show version', /Cisco IOS XR Software, Version \S+[\s\S]*System uptime is/],
      ['show running-config', /!! IOS XR Configuration[\s\S]*\nend\r/],
      ['show ipv4 interface brief', /Interface +IP-Address +Status +Protocol Vrf-Name/],
    ],
    refused: [
      ['show foo', "% Invalid input detected at '^' marker."],
      ['show ip', '% Incomplete command.'],
    ],
    pager: { line: 'show running-config', more: ' --More-- ' },
    rename: [
      ['configure terminal', 'HOST(config)#'],
      ['hostname neu', 'HOST(config)#'],
      ['show configuration', 'HOST(config)#'],
      ['commit', ':neu(config)#'],
      ['end', ':neu#'],
    ],
    renamedConfig: ['show running-config', '\nhostname neu\r\n'],
    json: null,
  },
  arista_eos: {
    prompt: (host) => `${host}#`,
    open: ['terminal length 0', 'terminal width 32767'],
    reads: [
      ['show version', /Software image version: \S+[\s\S]*Uptime: \d+ weeks/],
      ['show running-config', /! device: .*EOS-[\s\S]*secret sha512 \$6\$[\s\S]*\nend\r/],
      ['show ip bgp summary', /Router identifier/],
    ],
    refused: [
      ['show foo', '% Invalid input'],
      ['show ip', '% Incomplete command'],
      ['sh i', '% Ambiguous command'],
    ],
    pager: { line: 'show running-config', more: ' --More-- ' },
    rename: [
      ['configure session change-1', 'HOST(config-s-change)#'],
      ['interface Ethernet3', 'HOST(config-s-change-if-Et3)#'],
      ['hostname neu', 'HOST(config-s-change)#'],
      ['commit', 'neu#'],
    ],
    renamedConfig: ['show running-config', '\nhostname neu\r\n'],
    json: ['show version | json', 'serialNumber'],
  },
  juniper_junos: {
    prompt: (host) => `netops@${host}> `,
    open: [
      'set cli complete-on-space off',
      'set cli screen-length 0',
      'set cli screen-width 1024',
      'set cli timestamp disable',
    ],
    reads: [
      ['show version', /Hostname: \S+\r\nModel: \S+\r\nJunos: \S+/],
      ['show chassis hardware', /Chassis +\S+ +\S+\r/],
      ['show system uptime', /System booted: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \([^)]+ ago\)/],
      ['show configuration | display set', /set system host-name/],
      ['show configuration', /encrypted-password "\$6\$[^"]+"; ## SECRET-DATA/],
      ['show bgp summary', /Groups: 1 Peers: 2/],
    ],
    refused: [
      ['foo', /\^\r\nunknown command\./],
      ['show foo', 'syntax error, expecting <command>.'],
      ['s', "'s' is ambiguous."],
      ['show version | include x', 'syntax error'],
    ],
    pager: { line: 'show configuration', more: '---(more' },
    rename: [
      ['configure', 'netops@HOST# '],
      ['set system host-name neu', 'netops@HOST# '],
      ['show | compare', 'netops@HOST# '],
      ['commit', 'netops@neu# '],
      ['exit', 'netops@neu> '],
    ],
    renamedConfig: ['show configuration system', 'host-name neu;'],
    json: ['show version | display json', 'software-information'],
  },
  frr: {
    prompt: (host) => `${host}# `,
    open: ['terminal length 0'],
    reads: [
      ['show version', /^.*\r\nFRRouting \S+ \(\S+\) on Linux/],
      [
        'show running-config',
        /Building configuration\.\.\.\r\n\r\nCurrent configuration:\r\n!\r\nfrr version[\s\S]*neighbor \S+ password \S+/,
      ],
      ['show ip bgp summary', /IPv4 Unicast Summary/],
    ],
    refused: [
      ['shw ver', '% Unknown command: shw ver'],
      ['show ip', '% Command incomplete: show ip'],
      ['sh i', '% Ambiguous command: sh i'],
    ],
    pager: null,
    rename: [
      ['configure terminal', 'HOST(config)# '],
      ['hostname neu', 'neu(config)# '],
      ['end', 'neu# '],
    ],
    renamedConfig: ['show running-config', '\nhostname neu\r\n'],
    json: ['show ip bgp summary json', 'ipv4Unicast'],
  },
  linux: {
    prompt: (host) => `netops@${host}:~$ `,
    open: [],
    reads: [
      ['cat /etc/os-release', /PRETTY_NAME="Debian/],
      ['uname -n; cat /proc/uptime', /\r\n\d+\.\d\d \d+\.\d\d\r/],
      ['ip addr show', /1: lo: <LOOPBACK/],
    ],
    refused: [['foo --bar', 'bash: foo: command not found']],
    pager: null,
    rename: [],
    renamedConfig: ['uname -n', '\r\n'],
    json: null,
  },
};

let lab: Lab;
beforeAll(async () => {
  const mix = Object.fromEntries([...personalities.keys()].map((platform) => [platform, 3]));
  lab = await startLab({ devices: 24, mix, seed: 5, outDir: null });
});
afterAll(() => lab.stop());

const devicesOf = (platform: string): LabDevice[] => lab.devices.filter((device) => device.platform === platform);

/** A terminal in the mode commands are read in, paging off. */
async function ready(platform: string, device: LabDevice, open: readonly string[]): Promise<Shell> {
  const script = SCRIPTS[platform] as Script;
  const shell = await openShell(lab, device);
  await shell.until(/[>#$] ?$/);
  if (device.facts.landsUnprivileged && /ios$|iosxe$|eos$/.test(platform)) {
    await shell.ask('enable', 'Password: ');
    await shell.ask(lab.enableSecret, script.prompt(device.hostname));
  }
  for (const line of open) await shell.ask(line, script.prompt(device.hostname));
  return shell;
}

test('every personality has a script here', () => {
  expect(Object.keys(SCRIPTS).sort()).toEqual([...personalities.keys()].sort());
});

describe.each(Object.entries(SCRIPTS))('%s', (platform, script) => {
  test('answers its commands, refuses others in its own words, and leaves on exit', async () => {
    const [device] = devicesOf(platform) as [LabDevice];
    const shell = await ready(platform, device, script.open);
    const prompt = script.prompt(device.hostname);
    for (const [line, answer] of script.reads) expect(await shell.ask(line, prompt)).toMatch(answer);
    for (const [line, words] of script.refused) {
      const text = await shell.ask(line, prompt);
      if (typeof words === 'string') expect(text).toContain(words);
      else expect(text).toMatch(words);
    }
    if (script.json !== null) {
      const [line, key] = script.json;
      const text = await shell.ask(line, prompt);
      const json = text.slice(text.indexOf('\n') + 1, text.lastIndexOf('\n}') + 2);
      expect(Object.keys(JSON.parse(json))).toContain(key);
    }
    shell.channel.write('exit\n');
    await shell.closed();
    shell.client.end();
  });

  test('pages until told not to, with its own pager', async () => {
    if (script.pager === null) return;
    const { line, more } = script.pager;
    const [, device] = devicesOf(platform) as [LabDevice, LabDevice];
    const shell = await ready(platform, device, []);
    shell.channel.write(`${line}\n`);
    const first = await shell.until(more);
    expect(first.split('\n').length).toBeLessThan(26);
    shell.channel.write(' ');
    await shell.until(more);
    shell.channel.write('q');
    await shell.until(script.prompt(device.hostname));
    for (const off of script.open) await shell.ask(off, script.prompt(device.hostname));
    expect(await shell.ask(line, script.prompt(device.hostname))).not.toContain(more);
    shell.client.end();
  });

  test('takes configuration, changes its prompt with its name, and records each line once', async () => {
    const [, , device] = devicesOf(platform) as [LabDevice, LabDevice, LabDevice];
    const shell = await ready(platform, device, script.open);
    const host = device.hostname;
    const before = lab.writes().length;
    for (const [line, prompt] of script.rename) await shell.ask(line, prompt.replace('HOST', host));
    const [line, text] = script.renamedConfig;
    expect(await shell.ask(line, script.prompt(device.hostname))).toContain(text);
    const written = lab.writes().slice(before);
    const renaming = script.rename.map(([typed]) => typed).filter((typed) => /host-?name/.test(typed));
    expect(written.map((entry) => entry.line)).toEqual(expect.arrayContaining(renaming));
    expect(written.every((entry) => entry.device === device.name && /^\S+\/\d+$/.test(entry.session))).toBe(true);
    expect(new Set(written.map((entry) => entry.line)).size).toBe(written.length);
    shell.client.end();
  });
});

describe('beside the scripts', () => {
  test('wrong enable secrets are refused three times, then the device gives up', async () => {
    const device = lab.devices.find((one) => one.platform === 'cisco_ios' && one.facts.landsUnprivileged);
    if (device === undefined) throw new Error('the seed has no unprivileged IOS device');
    const shell = await openShell(lab, device);
    await shell.until(/>$/);
    expect(await shell.ask('show running-config', /[>#]$/)).toContain('% Invalid input');
    await shell.ask('enable', 'Password: ');
    await shell.ask('wrong', 'Password: ');
    await shell.ask('wrong', 'Password: ');
    expect(await shell.ask('wrong', />$/)).toContain('% Bad secrets');
    shell.client.end();
  });

  test('IOS shifts a long line left when the width was not raised', async () => {
    const [device] = devicesOf('cisco_ios') as [LabDevice];
    const shell = await ready('cisco_ios', device, ['terminal length 0']);
    const long = `show running-config | include ${'x'.repeat(70)}`;
    expect(await shell.ask(long, IOS.prompt(device.hostname))).toMatch(/\x08\$/);
    await shell.ask('terminal width 511', IOS.prompt(device.hostname));
    expect(await shell.ask(long, IOS.prompt(device.hostname))).toContain(long);
    shell.client.end();
  });

  test('what is typed while a command runs is answered after it', async () => {
    const [device] = devicesOf('frr') as [LabDevice];
    const shell = await ready('frr', device, []);
    shell.channel.write('show version\nshow clock\n');
    expect(await shell.until(/UTC[^\n]*\n\S+# $/)).toMatch(/show version[\s\S]*show clock/);
    shell.client.end();
  });

  test('leaving IOS-XR with a candidate asks; no throws it away', async () => {
    const [device] = devicesOf('cisco_iosxr') as [LabDevice];
    const shell = await ready('cisco_iosxr', device, []);
    await shell.ask('configure terminal', '(config)#');
    await shell.ask('hostname discarded', '(config)#');
    await shell.ask('end', '[cancel]: ');
    await shell.ask('no', `:${device.hostname}#`);
    expect(device.runningConfig).not.toContain('discarded');
    expect(lab.writes().some((entry) => entry.line.includes('discarded'))).toBe(false);
    shell.client.end();
  });

  test('an EOS session that is aborted, and a Junos candidate that is rolled back, change nothing', async () => {
    const [eos] = devicesOf('arista_eos') as [LabDevice];
    const eosShell = await ready('arista_eos', eos, []);
    await eosShell.ask('configure session s1', ')#');
    await eosShell.ask('hostname discarded', ')#');
    expect(await eosShell.ask('show session-config diffs', ')#')).toContain('+hostname discarded');
    await eosShell.ask('abort', `${eos.hostname}#`);
    const [junos] = devicesOf('juniper_junos') as [LabDevice];
    const junosShell = await ready('juniper_junos', junos, []);
    await junosShell.ask('configure', '# ');
    await junosShell.ask('set system host-name discarded', '# ');
    await junosShell.ask('rollback 0', '# ');
    expect(await junosShell.ask('show | compare', '# ')).not.toContain('discarded');
    await junosShell.ask('commit', '# ');
    expect(eos.runningConfig + junos.runningConfig).not.toContain('discarded');
    expect(lab.writes().some((entry) => entry.line.includes('discarded'))).toBe(false);
    eosShell.client.end();
    junosShell.client.end();
  });

  test('saving, copying and side effects are recorded; reading is not', async () => {
    const [device] = devicesOf('cisco_ios') as [LabDevice];
    const shell = await ready('cisco_ios', device, ['terminal length 0']);
    const prompt = IOS.prompt(device.hostname);
    const before = lab.writes().length;
    await shell.ask('show version', prompt);
    await shell.ask('show running-config | include hostname', prompt);
    expect(lab.writes().length).toBe(before);
    await shell.ask('write memory', prompt);
    expect(device.isConfigSaved).toBe(true);
    await shell.ask('copy running-config startup-config', 'Destination filename [startup-config]? ');
    await shell.ask('', prompt);
    await shell.ask('clear counters', prompt);
    await shell.ask('show version | redirect flash:x', prompt);
    expect(
      lab
        .writes()
        .slice(before)
        .map(({ line, mode }) => [mode, line]),
    ).toEqual([
      ['save', 'write memory'],
      ['save', 'copy running-config startup-config'],
      ['exec', 'clear counters'],
      ['exec', 'show version | redirect flash:x'],
    ]);
    shell.client.end();
  });

  test('command channels answer too, with an exit code', async () => {
    const [host] = devicesOf('linux') as [LabDevice];
    expect(await exec(lab, host, 'uname -n')).toEqual({ text: `${host.hostname}\n`, code: 0 });
    expect(await exec(lab, host, 'foo')).toMatchObject({ code: 127 });
    const [junos] = devicesOf('juniper_junos') as [LabDevice];
    expect((await exec(lab, junos, 'show version')).text).toContain(`Model: ${junos.facts.model}`);
  });

  test('a Linux host records what would change it', async () => {
    const [host] = devicesOf('linux') as [LabDevice];
    const before = lab.writes().length;
    await exec(lab, host, 'uname -a; rm -rf /tmp/x && echo a > /etc/motd');
    expect(
      lab
        .writes()
        .slice(before)
        .map((entry) => entry.line),
    ).toEqual(['rm -rf /tmp/x', 'echo a > /etc/motd']);
  });
});
