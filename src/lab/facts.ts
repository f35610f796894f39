/** Makes up one device: model, version, serial, ports, neighbours. Knows seeds; nothing of prompts or files. */
import type { Facts, Peer, Personality, Port } from './personality.ts';
import { createRandom, type Random } from './random.ts';

export interface FactsRequest {
  readonly seed: number;
  readonly name: string;
  /** Position in the fleet, for addresses that do not collide. */
  readonly index: number;
  readonly site: string;
  readonly role: string;
  readonly legacy: boolean;
  /** When the lab began, milliseconds since the epoch; uptimes count from here. */
  readonly startedAt: number;
}

const DAY_MS = 86_400_000;

/** The same device for the same seed and name, whatever else is in the fleet. */
export function inventFacts(personality: Personality, request: FactsRequest): Facts {
  const random = createRandom(request.seed, request.name);
  const hardware = random.weighted(personality.hardware.map((row) => [row, row.weight] as const));
  const { index } = request;
  const asn = 64_512 + (index % 1_000);
  const uptimeDays = random.weighted([
    [random.int(1, 40), 30],
    [random.int(40, 400), 55],
    [random.int(400, 1_500), 14],
    // Just restarted: the one a morning check should notice.
    [0, 1],
  ] as const);
  return {
    site: request.site,
    role: request.role,
    hostname: request.name,
    model: hardware.model,
    version: random.weighted(hardware.versions),
    serial: hardware.serial(random),
    mac: `5254${random.text('0123456789abcdef', 8)}`,
    asn,
    loopback: `10.255.${index >> 8}.${index & 255}`,
    management: `10.${100 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
    ports: inventPorts(random, hardware.ports, hardware.port, request),
    peers: inventPeers(random, index, asn),
    bootedAt: request.startedAt - uptimeDays * DAY_MS - random.int(600, 80_000) * 1_000,
    saved: !random.chance(0.06),
    landsUnprivileged: random.chance(0.3),
    legacy: request.legacy,
  };
}

function inventPorts(random: Random, count: number, nameOf: (index: number) => string, of: FactsRequest): Port[] {
  const uses = ['printer', 'phone', 'camera', 'desk', 'access point', 'door controller', 'meeting room'];
  return Array.from({ length: count }, (_, i) => {
    const isUplink = i < 2;
    const enabled = isUplink || random.chance(0.85);
    return {
      name: nameOf(i + 1),
      description: isUplink
        ? `uplink ${i + 1} to ${of.site}-core-${i + 1}`
        : enabled && random.chance(0.6)
          ? `${random.pick(uses)} ${random.int(100, 499)}`
          : null,
      address: isUplink ? `10.${16 + (of.index >> 8)}.${of.index & 255}.${i * 2 + 1}/31` : null,
      enabled,
      up: enabled && (isUplink ? !random.chance(0.01) : random.chance(0.7)),
    };
  });
}

function inventPeers(random: Random, index: number, asn: number): Peer[] {
  return [0, 1].map((i) => ({
    address: `10.${16 + (index >> 8)}.${index & 255}.${i * 2}`,
    asn: i === 0 ? 65_000 : asn,
    prefixes: random.chance(0.03) ? null : random.int(40, 900),
    upSeconds: random.int(3_600, 8_000_000),
    password: `Bgp${random.text('abcdefghjkmnpqrstuvwxyz23456789', 9)}`,
  }));
}
