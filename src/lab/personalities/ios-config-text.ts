/** The running configuration of an IOS or IOS-XE device: what it starts with, and how it is printed. No secrets of ours. */
import type { ConfigLayout } from '../config-tree.ts';
import type { Facts } from '../personality.ts';
import { createRandom, type Random } from '../random.ts';
import { clockLine } from '../text-forms.ts';
import type { IosLikeState } from './dialect.ts';

const SHADOW = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `$1$salt$hash` and its like: the shape of a hash, of nothing. */
export function hashShape(random: Random, kind: '1' | '5' | '6' | '8' | '9'): string {
  const length = { '1': 22, '5': 43, '6': 86, '8': 43, '9': 43 }[kind];
  return `$${kind}$${random.text(SHADOW, kind === '1' ? 4 : 14)}$${random.text(SHADOW, length)}`;
}

/** IOS type 7: two digits and pairs of hex digits. */
export function typeSeven(random: Random, letters: number): string {
  return `0${random.int(1, 9)}${random.text('0123456789ABCDEF', letters * 2)}`;
}

/** `255.255.255.254` for 31. */
export function maskOf(prefix: number): string {
  return [24, 16, 8, 0].map((shift) => ((0xffffffff << (32 - prefix)) >>> shift) & 255).join('.');
}

/** What a device of this kind starts with. */
export function iosInitialConfig(facts: Facts, versionLine: string): string {
  const random = createRandom(facts.serial, 'configuration');
  return `${versionLine}
no service pad
service timestamps debug datetime msec
service timestamps log datetime msec
service password-encryption
hostname ${facts.hostname}
logging buffered 65536
enable secret ${random.chance(0.5) ? `5 ${hashShape(random, '1')}` : `9 ${hashShape(random, '9')}`}
username netops privilege 15 secret 9 ${hashShape(random, '9')}
username backup privilege 5 password 7 ${typeSeven(random, 9)}
aaa new-model
aaa authentication login default group tacacs+ local
clock timezone UTC 0 0${archive(facts)}
ip domain-name ${facts.site}.example.net
ip ssh version 2
vtp mode transparent
spanning-tree mode rapid-pvst
spanning-tree extend system-id
crypto pki certificate chain TP-self-signed-${random.text('0123456789', 10)}
 certificate self-signed 01
  ${Array.from({ length: 6 }, () => Array.from({ length: 8 }, () => random.text('0123456789ABCDEF', 8)).join(' ')).join('\n  ')}
  quit
vlan 10
 name users
vlan 20
 name voice
${portsAndRouting(facts, random)}
${management(facts, random)}`;
}

function portsAndRouting(facts: Facts, random: Random): string {
  return `${facts.ports.map((port) => portBlock(port, random)).join('\n')}
interface Loopback0
 ip address ${facts.loopback} 255.255.255.255
interface Vlan1
 description management
 ip address ${facts.management} 255.255.0.0
router bgp ${facts.asn}
 bgp router-id ${facts.loopback}
 bgp log-neighbor-changes
${facts.peers.map((peer) => ` neighbor ${peer.address} remote-as ${peer.asn}\n neighbor ${peer.address} password 7 ${typeSeven(random, peer.password.length)}`).join('\n')}`;
}

/** Most devices keep an archive; without one there is no way back by timer. */
function archive(facts: Facts): string {
  return createRandom(facts.serial, 'archive').chance(0.75) ? '\narchive\n path flash:archive' : '';
}

/** A few of a fleet keep telnet, `public`, and no NTP. */
function management(facts: Facts, random: Random): string {
  const isTelnetOn = random.chance(0.04);
  const community = random.chance(0.03) ? 'public' : `Ro-${random.text('abcdefghjkmnpqrstuvwxyz23456789', 10)}`;
  return `ip http server
ip access-list standard SNMP-ACCESS
 permit 10.0.0.0 0.0.255.255
logging host 10.0.0.20
snmp-server community ${community} RO SNMP-ACCESS
snmp-server location ${facts.site} ${facts.role}
snmp-server user nms nmsgroup v3 auth sha ${random.text('0123456789abcdef', 24)} priv aes 128 ${random.text('0123456789abcdef', 24)}
tacacs server TAC1
 address ipv4 10.0.0.30
 key 7 ${typeSeven(random, 10)}
banner motd ^C
Property of Example Networks. Unauthorised access is prohibited.
^C
line con 0
 exec-timeout 10 0
line vty 0 4
 exec-timeout 15 0
 password 7 ${typeSeven(random, 8)}
 transport input ${isTelnetOn ? 'telnet ssh' : 'ssh'}
line vty 5 15
 transport input ${isTelnetOn ? 'telnet ssh' : 'ssh'}
${random.chance(0.05) ? '' : 'ntp server 10.0.0.10\nntp server 10.0.0.11'}
`;
}

function portBlock(port: Facts['ports'][number], random: Random): string {
  const [address, prefix] = port.address?.split('/') ?? [];
  return [
    `interface ${port.name}`,
    ...(port.description === null ? [] : [` description ${port.description}`]),
    ...(address === undefined
      ? [` switchport access vlan ${random.pick([10, 20])}`, ' switchport mode access', ' spanning-tree portfast']
      : [' no switchport', ` ip address ${address} ${maskOf(Number(prefix))}`]),
    ...(port.enabled ? [] : [' shutdown']),
  ].join('\n');
}

export const IOS_LAYOUT: ConfigLayout = { indent: 1, separator: '!', blockEnd: null };

/** `show running-config`. */
export function iosConfigText(state: IosLikeState): string {
  const body = state.running.render(IOS_LAYOUT);
  const changed = `! Last configuration change at ${clockLine(state.changedAt, 'ios-config')} by ${state.changedBy}\n`;
  const saved =
    state.savedAt > 0
      ? `! NVRAM config last updated at ${clockLine(state.savedAt, 'ios-config')} by ${state.changedBy}\n`
      : '';
  const text = `!\n${changed}${saved}!\n${body}${clockPeriod(body, state)}!\nend\n\n`;
  return `Building configuration...\n\nCurrent configuration : ${text.length} bytes\n${text}`;
}

/** Older switches with NTP print what their clock has drifted to, another number every minute. */
function clockPeriod(body: string, { surroundings: { facts, clock } }: IosLikeState): string {
  const isOld = facts.version.startsWith('12.') && /^ntp server /m.test(body);
  return isOld ? `ntp clock-period ${36_028_000 + (Math.floor(clock.now() / 60_000) % 1_000)}\n` : '';
}
