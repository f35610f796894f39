/** Configuration of a Cisco NX-OS switch as text. Knows no command. */
import type { ConfigLayout } from '../config-tree.ts';
import type { Facts } from '../personality.ts';
import { createRandom } from '../random.ts';
import { clockLine } from '../text-forms.ts';
import type { IosLikeState } from './dialect.ts';
import { hashShape } from './ios-config-text.ts';

/** What an NX-OS switch starts with. */
export function nxosInitialConfig(facts: Facts): string {
  const random = createRandom(facts.serial, 'configuration');
  const ports = facts.ports.map((one) =>
    [
      `interface ${one.name}`,
      ...(one.description === null ? [] : [`  description ${one.description}`]),
      ...(one.address === null ? ['  switchport access vlan 10'] : ['  no switchport', `  ip address ${one.address}`]),
      ...(one.enabled && one.address !== null ? ['  no shutdown'] : one.enabled ? [] : ['  shutdown']),
    ].join('\n'),
  );
  const peers = facts.peers.map(
    (peer) =>
      `  neighbor ${peer.address}\n    remote-as ${peer.asn}\n    password 3 ${random.text('0123456789abcdef', 24)}`,
  );
  return `version ${facts.version} Bios:version 05.45
hostname ${facts.hostname}
vdc ${facts.hostname} id 1
  limit-resource vlan minimum 16 maximum 4094
feature bgp
feature interface-vlan
feature lldp
username admin password 5 ${hashShape(random, '5')}  role network-admin
username netops password 5 ${hashShape(random, '5')}  role network-admin
ip domain-lookup
snmp-server user admin network-admin auth md5 0x${random.text('0123456789abcdef', 32)} priv 0x${random.text('0123456789abcdef', 32)} localizedkey
snmp-server community ${`Ro-${random.text('abcdefghjkmnpqrstuvwxyz', 9)}`} group network-operator
tacacs-server host 10.0.0.30 key 7 "${random.text('ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh', 12)}"
ntp server 10.0.0.10 use-vrf management
vlan 1,10,20
vrf context management
  ip route 0.0.0.0/0 10.0.0.1
${ports.join('\n')}
interface mgmt0
  vrf member management
  ip address ${facts.management}/16
interface loopback0
  ip address ${facts.loopback}/32
line console
line vty
  exec-timeout 15
router bgp ${facts.asn}
  router-id ${facts.loopback}
${peers.join('\n')}
`;
}

export const NXOS_LAYOUT: ConfigLayout = { indent: 2, separator: '', blockEnd: null };

/** `show running-config`. */
export function nxosConfigText(state: IosLikeState): string {
  const at = clockLine(state.surroundings.clock.now(), 'c');
  const head = `\n!Command: show running-config\n!Running configuration last done at: ${clockLine(state.changedAt, 'c')}\n!Time: ${at}\n\n`;
  return `${head}${state.running.render(NXOS_LAYOUT)}\n`;
}
