/** Tables that IOS, IOS-XE and NX-OS print alike. Knows formats; the numbers come from the device's facts. */
import { createRandom } from '../random.ts';
import { clockLine, shortSpan } from '../text-forms.ts';
import type { IosLikeSession } from './dialect.ts';

/** Seconds since the start, and the moment of it as IOS writes it. */
export function clockStampedUptime(cli: IosLikeSession): { readonly seconds: number; readonly restarted: string } {
  const { clock, facts } = cli.state.surroundings;
  return {
    seconds: Math.floor((clock.now() - facts.bootedAt) / 1_000),
    restarted: clockLine(facts.bootedAt, 'ios-config'),
  };
}

/** `show ip interface brief`. */
export function interfaceBrief(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const rows = facts.ports.map((port) => ({
    name: port.name,
    address: port.address?.split('/')[0] ?? 'unassigned',
    status: !port.enabled ? 'administratively down' : port.up ? 'up' : 'down',
    protocol: port.up ? 'up' : 'down',
  }));
  rows.unshift({ name: 'Vlan1', address: facts.management, status: 'up', protocol: 'up' });
  rows.push({ name: 'Loopback0', address: facts.loopback, status: 'up', protocol: 'up' });
  const body = rows.map(
    (row) =>
      `${row.name.padEnd(23)}${row.address.padEnd(16)}YES ${row.address === 'unassigned' ? 'unset ' : 'NVRAM '} ${row.status.padEnd(22)}${row.protocol}`,
  );
  return `Interface              IP-Address      OK? Method Status                Protocol\n${body.join('\n')}\n`;
}

/** `show ip bgp summary`. */
export function bgpSummary(cli: IosLikeSession): string {
  const { facts, clock } = cli.state.surroundings;
  const random = createRandom(facts.serial, 'bgp');
  const sinceBoot = Math.floor((clock.now() - facts.bootedAt) / 1_000);
  const rows = facts.peers.map((peer) => {
    const received = random.int(9_000, 900_000);
    const state = peer.prefixes === null ? 'Idle' : String(peer.prefixes);
    const span = peer.prefixes === null ? 'never' : shortSpan(Math.min(peer.upSeconds, sinceBoot));
    return `${peer.address.padEnd(15)} 4 ${String(peer.asn).padStart(12)} ${String(received).padStart(7)} ${String(received + 211).padStart(7)}    41877    0    0 ${span.padStart(8)} ${state.padStart(12)}`;
  });
  return `BGP router identifier ${facts.loopback}, local AS number ${facts.asn}
BGP table version is 41877, main routing table version 41877
${random.int(500, 900)} network entries using 148800 bytes of memory
BGP activity 62011/61391 prefixes, 118422/117004 paths, scan interval 60 secs

Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
${rows.join('\n')}
`;
}
