/** Configuration of an Arista EOS switch: its text, its blocks, and how they show in the prompt. Knows no answer to a show. */
import type { ConfigLayout } from '../config-tree.ts';
import type { Facts } from '../personality.ts';
import { createRandom } from '../random.ts';
import type { Block, IosLikeState, Standing } from './dialect.ts';
import { hashShape, typeSeven } from './ios-config-text.ts';

/** `sw1#`, `sw1(config-if-Et3)#`, in a session `sw1(config-s-change-if-Et3)#` with six characters of its name. */
export function eosPrompt({ hostname, level, mode, sessionName }: Standing): string {
  if (mode === null) return `${hostname}${level === 'user' ? '>' : '#'}`;
  return `${hostname}(${sessionName === null ? mode : mode.replace(/^config/, `config-s-${sessionName.slice(0, 6)}`)})#`;
}

const SHORT_PORTS: readonly (readonly [RegExp, string])[] = [
  [/^interface Ethernet/, 'Et'],
  [/^interface Port-Channel/, 'Po'],
  [/^interface Loopback/, 'Lo'],
  [/^interface Management/, 'Ma'],
  [/^interface Vlan/, 'Vl'],
];

function portMode(line: string): string {
  const [pattern, short] = SHORT_PORTS.find(([candidate]) => candidate.test(line)) ?? [/^interface /, ''];
  return `config-if-${short}${line.replace(pattern, '')}`;
}

/** Blocks of EOS; most name themselves in the prompt. */
export const EOS_BLOCKS: readonly Block[] = [
  { pattern: /^interface \S/, mode: portMode },
  { pattern: /^router bgp \d+$/, mode: 'config-router-bgp' },
  { pattern: /^router \S/, mode: 'config-router' },
  { pattern: /^vlan [\d,-]+$/, mode: (line) => `config-${line.replace(' ', '-')}` },
  { pattern: /^vrf instance \S/, mode: (line) => `config-vrf-${line.split(' ')[2]}` },
  { pattern: /^ip access-list \S/, mode: (line) => `config-acl-${line.split(' ').at(-1)}` },
  { pattern: /^route-map \S/, mode: (line) => `config-route-map-${line.split(' ')[1]}` },
  { pattern: /^management \S/, mode: (line) => `config-mgmt-${line.split(' ')[1]}` },
  { pattern: /^daemon \S/, mode: (line) => `config-daemon-${line.split(' ')[1]}` },
  {
    pattern: /^address-family \S/,
    mode: 'config-router-bgp-af',
    inside: ['config-router-bgp', 'config-router-bgp-af'],
  },
];

/** What an EOS switch starts with. */
export function eosInitialConfig(facts: Facts): string {
  const random = createRandom(facts.serial, 'configuration');
  const sha512 = () => `sha512 ${hashShape(random, '6')}`;
  const ports = facts.ports.map((one) =>
    [
      `interface ${one.name}`,
      ...(one.description === null ? [] : [`   description ${one.description}`]),
      ...(one.address === null
        ? ['   switchport access vlan 10']
        : ['   no switchport', `   ip address ${one.address}`]),
      ...(one.enabled ? [] : ['   shutdown']),
    ].join('\n'),
  );
  return `transceiver qsfp default-mode 4x10G
service routing protocols model multi-agent
hostname ${facts.hostname}
ntp server 10.0.0.10
spanning-tree mode mstp
enable password ${sha512()}
username netops privilege 15 role network-admin secret ${sha512()}
username backup privilege 1 secret ${sha512()}
tacacs-server host 10.0.0.30 key 7 ${typeSeven(random, 9)}
snmp-server community Ro-${random.text('abcdefghjkmnpqrstuvwxyz', 9)} ro
snmp-server location ${facts.site}
daemon TerminAttr
   exec /usr/bin/TerminAttr -cvaddr=10.0.0.40:9910 -cvauth=key,${random.text('0123456789abcdef', 24)} -taillogs
   no shutdown
vlan 10
   name users
${ports.join('\n')}
interface Loopback0
   ip address ${facts.loopback}/32
interface Management1
   ip address ${facts.management}/16
ip routing
ip route 0.0.0.0/0 10.0.0.1
router bgp ${facts.asn}
   router-id ${facts.loopback}
${facts.peers.map((peer) => `   neighbor ${peer.address} remote-as ${peer.asn}\n   neighbor ${peer.address} password 7 ${random.text('ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh0123456789', 22)}==`).join('\n')}
management api http-commands
   no shutdown
`;
}

export const EOS_LAYOUT: ConfigLayout = { indent: 3, separator: '!', blockEnd: null };

/** `show running-config`. */
export function eosConfigText(state: IosLikeState): string {
  const { facts } = state.surroundings;
  const body = state.running.render(EOS_LAYOUT);
  return `! Command: show running-config\n! device: ${facts.hostname} (${facts.model}, EOS-${facts.version})\n!\n! boot system flash:/EOS-${facts.version}.swi\n!\n${body}!\nend\n`;
}
