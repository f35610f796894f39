/** Changes for a whole fleet of simulated devices, in each platform's own words. */
import type { ChangeLines } from './change-desk.ts';

const LIKE_IOS = [
  'ntp server 10.9.9.1',
  'ntp server 10.9.9.2',
  'interface Loopback99',
  ' description harmless',
  'ntp server 10.9.9.3',
];
/** Five lines that hurt nobody. */
export const HARMLESS: ChangeLines = {
  cisco_ios: LIKE_IOS,
  cisco_iosxe: LIKE_IOS,
  cisco_nxos: ['ntp server 10.9.9.1', 'ntp server 10.9.9.2', 'vlan 99', '  name harmless', 'ntp server 10.9.9.3'],
  cisco_iosxr: LIKE_IOS.map((line) => line.replace(/^ntp server (\S+)/, 'logging $1 vrf default severity info')),
  arista_eos: LIKE_IOS,
  juniper_junos: [
    ...['10.9.9.1', '10.9.9.2', '10.9.9.3'].map((server) => `set system ntp server ${server}`),
    'set interfaces lo0 description harmless',
    'set snmp location harmless',
  ],
  frr: [
    'ip route 10.99.1.0/24 10.0.0.1',
    'ip route 10.99.2.0/24 10.0.0.1',
    'interface lo',
    ' description harmless',
    'ip route 10.99.3.0/24 10.0.0.1',
  ],
};
/** Cuts off whoever is logged in, and everybody after. */
export const CUTTING: ChangeLines = {
  cisco_ios: ['ntp server 10.9.9.1', 'interface Vlan1', ' shutdown'],
  cisco_nxos: ['ntp server 10.9.9.1', 'interface mgmt0', '  shutdown'],
  cisco_iosxr: ['domain name neu.example.net', 'interface MgmtEth0/RP0/CPU0/0', ' shutdown'],
  arista_eos: ['ntp server 10.9.9.1', 'interface Management1', '   shutdown'],
  juniper_junos: ['set system ntp server 10.9.9.1', 'set interfaces em0 disable'],
};
