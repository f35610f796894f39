/** What Junos answers to its show commands. Knows formats; the numbers come from the device's facts. */
import type { Command } from '../command-tree.ts';
import type { Facts } from '../personality.ts';
import { createRandom } from '../random.ts';
import { clockLine, spanOf } from '../text-forms.ts';
import { compareText } from './junos-config.ts';
import type { JunosState } from './junos-state.ts';

/** What these commands need of a login. */
interface JunosView {
  readonly state: Pick<JunosState, 'surroundings' | 'running' | 'changedAt' | 'commits' | 'revert'>;
}

const factsOf = (view: JunosView): Facts => view.state.surroundings.facts;
const hostOf = (view: JunosView): string => view.state.running.value('system host-name') ?? 'Amnesiac';

function showVersion(view: JunosView): string {
  const { model, version } = factsOf(view);
  const parts = [
    'OS Kernel 64-bit',
    'OS libs',
    'OS runtime',
    'py extensions',
    'Routing mpls-oam-basic',
    'Web Management',
  ];
  return `Hostname: ${hostOf(view)}
Model: ${model}
Junos: ${version}
${parts.map((part) => `JUNOS ${part} [${version}]`).join('\n')}
`;
}

function versionJson(view: JunosView) {
  const { model, version } = factsOf(view);
  const data = (value: string) => [{ data: value }];
  return {
    'software-information': [
      {
        'host-name': data(hostOf(view)),
        'product-model': data(model),
        'product-name': data(model),
        'junos-version': data(version),
      },
    ],
  };
}

function chassisHardware(facts: Facts): string {
  const random = createRandom(facts.serial, 'parts');
  const row = (item: string, version: string, part: string, serial: string, text: string) =>
    `${item.padEnd(17)}${version.padEnd(9)}${part.padEnd(13)}${serial.padEnd(18)}${text}`;
  const number = () => `${random.text('ABCDEFGHJKLMNPQRSTUVWXYZ', 4)}${random.text('0123456789', 4)}`;
  return `Hardware inventory:
${row('Item', 'Version', 'Part number', 'Serial number', 'Description')}
${row('Chassis', '', '', facts.serial, facts.model.toUpperCase())}
${row('Routing Engine 0', 'REV 08', '650-044931', number(), facts.model.toUpperCase())}
${row('FPC 0', 'REV 08', '650-044931', number(), facts.model.toUpperCase())}
${row('Power Supply 0', 'REV 03', '640-041929', number(), 'JPSU-350-AC-AFO-A')}
${row('Fan Tray 0', '', '', '', 'fan-ctrl-0 0, Front to Back Airflow - AFO')}
`;
}

/** `22w0d 19:16`, `3d 04:12`, `04:12` with hours and minutes of two digits. */
function ago(seconds: number): string {
  const { years, weeks, days, hours, minutes } = spanOf(seconds);
  const clock = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  const allWeeks = years * 52 + weeks;
  if (allWeeks > 0) return `${allWeeks}w${days}d ${clock}`;
  return days > 0 ? `${days}d ${clock}` : clock;
}

function systemUptime(view: JunosView): string {
  const { clock, facts } = view.state.surroundings;
  const now = clock.now();
  const since = (at: number): string => `${clockLine(at, 'iso')} (${ago((now - at) / 1_000)} ago)`;
  const { allDays, hours, minutes } = spanOf((now - facts.bootedAt) / 1_000);
  return `Current time: ${clockLine(now, 'iso')}
Time Source:  NTP CLOCK
System booted: ${since(facts.bootedAt)}
Protocols started: ${since(Math.min(facts.bootedAt + 306_000, now))}
Last configured: ${since(Math.min(view.state.changedAt, now))} by netops
${clockLine(now, 'ios').slice(0, 5)}  up ${allDays} days, ${hours}:${String(minutes).padStart(2, '0')}, 2 users, load averages: 0.14, 0.10, 0.09
`;
}

function interfacesTerse(facts: Facts): string {
  const row = (name: string, admin: string, link: string, protocol: string, local: string) =>
    `${name.padEnd(24)}${admin.padEnd(6)}${link.padEnd(5)}${protocol.padEnd(9)}${local}`.trimEnd();
  const rows = facts.ports.flatMap((port) => {
    const [admin, link] = [port.enabled ? 'up' : 'down', port.up ? 'up' : 'down'];
    return [
      row(port.name, admin, link, '', ''),
      row(`${port.name}.0`, admin, link, port.address === null ? 'eth-switch' : 'inet', port.address ?? ''),
    ];
  });
  return `${row('Interface', 'Admin', 'Link', 'Proto', 'Local')}                 Remote\n${rows.join('\n')}\n${row('lo0.0', 'up', 'up', 'inet', facts.loopback)}\n`;
}

function bgpSummary(view: JunosView): string {
  const { clock, facts } = view.state.surroundings;
  const sinceBoot = (clock.now() - facts.bootedAt) / 1_000;
  const down = facts.peers.filter((peer) => peer.prefixes === null).length;
  const rows = facts.peers.map((peer) => {
    const span = ago(Math.min(peer.upSeconds, sinceBoot)).replace('w', 'w').padStart(11);
    const head = `${peer.address.padEnd(22)} ${String(peer.asn).padStart(9)}     814804     865022       0       1 ${span}`;
    return peer.prefixes === null
      ? `${head} Active`
      : `${head} Establ\n  inet.0: ${peer.prefixes}/${peer.prefixes}/${peer.prefixes}/0`;
  });
  return `Threading mode: BGP I/O
Groups: 1 Peers: ${facts.peers.length} Down peers: ${down}
Peer                         AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received/Accepted/Damped...
${rows.join('\n')}
`;
}

function bgpJson(facts: Facts) {
  const data = (value: string) => [{ data: value }];
  const peers = facts.peers.map((peer) => ({
    'peer-address': data(peer.address),
    'peer-as': data(String(peer.asn)),
    'peer-state': data(peer.prefixes === null ? 'Active' : 'Established'),
  }));
  return { 'bgp-information': [{ 'peer-count': data(String(peers.length)), 'bgp-peer': peers }] };
}

/** `show system commit`: newest first, with what waits to be confirmed. */
function commitHistory(view: JunosView): string {
  const { commits, revert } = view.state;
  const left = revert.remainingMs();
  return commits
    .map(({ at, by, comment }, index) => {
      const [user, way] = by.split(' via ');
      const pending =
        index === 0 && left !== null ? ` commit confirmed, rollback in ${Math.ceil(left / 60_000)}mins` : '';
      const note = comment === null ? '' : `    ${comment}\n`;
      return `${String(index).padEnd(4)}${clockLine(at, 'iso')} by ${user} via ${way}${pending}\n${note}`;
    })
    .join('');
}

function rollbackCompare(view: JunosView, from: string, to: string): string {
  const [before, after] = [view.state.commits[Number(from)], view.state.commits[Number(to)]];
  if (before === undefined || after === undefined) return 'error: rollback does not exist\n';
  return compareText(before.config, after.config);
}

export const JUNOS_SHOWS: readonly Command<JunosView>[] = [
  { path: 'show system commit', run: (view) => ({ text: commitHistory(view) }) },
  {
    path: 'show system rollback compare <from> <to>',
    run: (view, [from = '', to = '']) => ({ text: rollbackCompare(view, from, to) }),
  },
  { path: 'show version', run: (view) => ({ text: showVersion(view), json: () => versionJson(view) }) },
  { path: 'show chassis hardware', run: (view) => ({ text: chassisHardware(factsOf(view)) }) },
  { path: 'show system uptime', run: (view) => ({ text: systemUptime(view) }) },
  { path: 'show interfaces terse', run: (view) => ({ text: interfacesTerse(factsOf(view)) }) },
  { path: 'show bgp summary', run: (view) => ({ text: bgpSummary(view), json: () => bgpJson(factsOf(view)) }) },
  { path: 'show system alarms', run: () => ({ text: 'No alarms currently active\n' }) },
  { path: 'show chassis alarms', run: () => ({ text: 'No alarms currently active\n' }) },
  { path: 'show cli', run: () => ({ text: 'CLI complete-on-space set to on\nCLI idle-timeout disabled\n' }) },
];
