/** Juniper Junos devices: state, hardware, and the text of their answers. The conversation is in `junos-cli.ts`. */
import { ConfigSet } from '../config-set.ts';
import type { DeviceOs, Facts, Personality, Surroundings } from '../personality.ts';
import { createRandom, type Random } from '../random.ts';
import { hashShape } from './ios-config-text.ts';
import { junosAccess } from './junos-access.ts';
import { JunosCli } from './junos-cli.ts';
import { junosState, runConfig } from './junos-state.ts';

const serial = (random: Random): string =>
  `${random.pick(['PE', 'TA', 'JN'])}${random.text('0123456789', 4)}${random.text('0123456789ABCDEF', 6)}`;
const NINE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.';

const HARDWARE: Personality['hardware'] = [
  {
    model: 'ex4300-48t',
    weight: 50,
    versions: [
      ['21.4R3-S5.4', 60],
      ['20.4R3-S4.8', 30],
      ['18.4R3-S9', 9],
      ['15.1R7-S2', 1],
    ],
    ports: 26,
    port: (index) => `ge-0/0/${index - 1}`,
    serial,
  },
  {
    model: 'qfx5120-48y-8c',
    weight: 30,
    versions: [
      ['21.4R3-S5.4', 75],
      ['22.2R3.15', 25],
    ],
    ports: 20,
    port: (index) => `xe-0/0/${index - 1}`,
    serial,
  },
  {
    model: 'mx204',
    weight: 20,
    versions: [
      ['21.4R3-S5.4', 70],
      ['20.4R3-S4.8', 30],
    ],
    ports: 8,
    port: (index) => `xe-0/1/${index - 1}`,
    serial,
  },
];

function initialConfig(facts: Facts): ConfigSet {
  const random = createRandom(facts.serial, 'configuration');
  const nine = () => `"$9$${random.text(NINE, 22)}"`;
  const ports = facts.ports.flatMap((port) => [
    ...(port.description === null ? [] : [`interfaces ${port.name} description "${port.description}"`]),
    ...(port.address === null
      ? [`interfaces ${port.name} unit 0 family ethernet-switching vlan members users`]
      : [`interfaces ${port.name} unit 0 family inet address ${port.address}`]),
    ...(port.enabled ? [] : [`interfaces ${port.name} disable`]),
  ]);
  const peers = facts.peers.flatMap((peer) => [
    `protocols bgp group uplinks neighbor ${peer.address} authentication-key ${nine()}`,
    `protocols bgp group uplinks neighbor ${peer.address} peer-as ${peer.asn}`,
  ]);
  return new ConfigSet([
    `version ${facts.version}`,
    `system host-name ${facts.hostname}`,
    `system domain-name ${facts.site}.example.net`,
    `system root-authentication encrypted-password "${hashShape(random, '6')}"`,
    `system login user netops uid 2000`,
    `system login user netops class super-user`,
    `system login user netops authentication encrypted-password "${hashShape(random, '6')}"`,
    `system services ssh protocol-version v2`,
    `system tacplus-server 10.0.0.30 secret ${nine()}`,
    `system syslog host 10.0.0.20 any notice`,
    `system ntp server 10.0.0.10`,
    ...ports,
    `interfaces lo0 unit 0 family inet address ${facts.loopback}/32`,
    `interfaces em0 unit 0 family inet address ${facts.management}/16`,
    `snmp location "${facts.site} ${facts.role}"`,
    `snmp community Ro-${random.text('abcdefghjkmnpqrstuvwxyz', 9)} authorization read-only`,
    `routing-options autonomous-system ${facts.asn}`,
    `routing-options static route 0.0.0.0/0 next-hop 10.0.0.1`,
    ...peers,
    `protocols lldp interface all`,
    `vlans users vlan-id 10`,
  ]);
}

function startJunos(surroundings: Surroundings): DeviceOs {
  const { facts, clock } = surroundings;
  const changedAt = Math.min(facts.bootedAt + 7_200_000, clock.now() - 60_000);
  const state = junosState(surroundings, initialConfig(facts), changedAt);
  const configure = (line: string, by: string): void => {
    const changed = state.running.clone();
    if (changed.apply(line) !== true) return;
    surroundings.wrote(line, 'config', by);
    state.shared?.apply(line);
    runConfig(state, changed, 'jdoe via cli', null);
  };
  return {
    hostname: () => state.running.value('system host-name') ?? 'Amnesiac',
    runningConfig: () => state.running.braces(),
    configBody: () => state.running.braces(),
    // A commit is what a reload brings back: there is nothing left to save.
    startupBody: () => state.running.braces(),
    isSaved: () => true,
    pendingRevertMs: () => state.revert.remainingMs(),
    access: () => junosAccess(state.running),
    configure: (line, by) => configure(line.trim(), by),
    rename: (name, by) => configure(`set system host-name ${name}`, by),
    login: (session) => new JunosCli(state, session),
    // What waits to be confirmed goes on waiting: the device keeps that over a restart.
    reboot: () => {
      state.shared = null;
      state.lock = null;
    },
  };
}

export const juniperJunos: Personality = {
  platform: 'juniper_junos',
  ident: () => 'OpenSSH_7.5',
  hardware: HARDWARE,
  banner: null,
  pager: {
    prompt: (shown, total) => (shown === 0 ? '---(more)---' : `---(more ${Math.floor((shown / total) * 100)}%)---`),
    erase: `\r${' '.repeat(40)}\r`,
    end: null,
  },
  echo: { overflow: 'wrap', lineEnd: '\r\n' },
  execEndsConnection: false,
  start: startJunos,
};
