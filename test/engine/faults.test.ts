/** Every fault of the catalogue against the real SSH room on real sockets: the right code, inside its time, five seeds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Limits } from '../../src/config/limits.ts';
import { ERROR_CODES, type ErrorCode } from '../../src/core/errors.ts';
import type { CommandAnswer } from '../../src/core/session.ts';
import type { Visited } from '../../src/engine/visit-device.ts';
import { faultCatalogue } from '../../src/lab/faults.ts';
import { type LabFleet, memoryKnownHosts, runAll, startLabFleet } from '../support/lab-fleet.ts';

/** A tenth of the defaults and less: what is tested is that each bound holds, not how long it is. */
const limits = {
  connect_ms: 1_000,
  banner_ms: 1_500,
  kex_ms: 1_500,
  auth_ms: 1_000,
  channel_ms: 1_000,
  prompt_ms: 1_500,
  idle_ms: 3_000,
  command_ms: 12_000,
  device_ms: 30_000,
  close_ms: 500,
  keepalive_ms: 400,
  retry_ms: 50,
  busy_retry_ms: 80,
  auth_retry_ms: 100,
  output_mb: 0.5,
} satisfies Partial<Limits>;

/** How long one attempt may take before the code is due; what is not named here is known within a second. */
const ATTEMPT_MS: Partial<Record<ErrorCode | 'ok', number>> = {
  CONN_TIMEOUT: limits.connect_ms,
  BANNER_TIMEOUT: limits.banner_ms,
  AUTH_TIMEOUT: limits.auth_ms,
  PROMPT_TIMEOUT: limits.prompt_ms,
  MODE_UNEXPECTED: limits.prompt_ms,
  PAGER_STUCK: 5_000 + 1_000,
  CMD_TIMEOUT: limits.idle_ms + 1_000,
  CONN_LOST: limits.keepalive_ms * 5,
  OUTPUT_TRUNCATED: 10_000,
  ok: 10_000,
};
/** Sixty devices share two cores with everything else on the machine. */
const SLACK_MS = 4_000;

const PARAMS: Record<string, Record<string, number>> = {
  'huge-output': { size_mb: 8 },
  'slow-drip': { every_ms: 10 },
  'slow-command': { gap_ms: 1_200 },
};

interface Round {
  readonly fleet: LabFleet;
  readonly visited: ReadonlyMap<string, Visited<readonly CommandAnswer[]>>;
}

/** One lab with every fault once and a healthy device; all visited at once. */
async function play(seed: number): Promise<Round> {
  const knownHosts = memoryKnownHosts();
  const strangers = new Set<string>();
  const fleet = await startLabFleet(
    {
      devices: faultCatalogue.length + 1,
      seed,
      faults: { faults: faultCatalogue.map(({ name }) => ({ fault: name, devices: 1, params: PARAMS[name] ?? {} })) },
    },
    {
      limits,
      knownHosts: {
        ...knownHosts,
        // The one device nobody enrolled, under a policy that asks for it; the others are on file as they were yesterday.
        check: (hop, key) => (strangers.has(`${hop.host}:${hop.port}`) ? 'unknown' : knownHosts.check(hop, key)),
      },
      hostKeys: 'strict',
      lookup: (name, _options, answer) =>
        answer(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), ''),
    },
  );
  for (const device of fleet.lab.devices) {
    const place = `${device.host}:${device.port}`;
    if (device.fault === 'hostkey-unknown') strangers.add(place);
    knownHosts.keys.set(place, device.enrolledHostKey.publicBlob);
  }
  const visited = new Map<string, Visited<readonly CommandAnswer[]>>();
  const visit = async (index: number) => {
    const device = fleet.devices[index];
    if (device !== undefined)
      visited.set(fleet.lab.devices[index]?.fault ?? 'healthy', await fleet.visit(device, judged));
  };
  // A healthy device first proves the credential, so that the ones with broken logins do not bar it.
  const healthy = fleet.lab.devices.findIndex((device) => device.fault === null);
  await visit(healthy);
  await Promise.all(fleet.devices.map((_, index) => (index === healthy ? null : visit(index))));
  return { fleet, visited };
}

const seeds = [1, 2, 3, 4, 5];
const rounds = new Map<number, Round>();

beforeAll(async () => {
  // One after the other: sixty devices at once are load enough for deadlines of a second.
  for (const seed of seeds) rounds.set(seed, await play(seed));
}, 180_000);
afterAll(async () => {
  await Promise.all([...rounds.values()].map(({ fleet }) => fleet.stop()));
});

describe.each(seeds)('seed %i', (seed) => {
  const outcomeOf = (fault: string) => rounds.get(seed)?.visited.get(fault)?.outcome;

  test('the healthy device is well, and every device has exactly one outcome', () => {
    expect(outcomeOf('healthy')?.status).toBe('ok');
    expect(rounds.get(seed)?.visited.size).toBe(faultCatalogue.length + 1);
  });

  test.each(faultCatalogue.map(({ name, expect: code }) => [name, code] as const))(
    '%s is %s, in time',
    (name, code) => {
      const outcome = outcomeOf(name);
      expect(outcome?.error?.code ?? outcome?.status, outcome?.error?.detail ?? '').toBe(code);
      const retries = code === 'ok' ? 0 : ERROR_CODES[code].retries;
      expect(outcome?.attempts).toBe(1 + retries);
      const pauses = 1.5 * limits.auth_retry_ms * (2 ** retries - 1);
      expect(outcome?.durationMs).toBeLessThan((1 + retries) * (ATTEMPT_MS[code] ?? 1_000) + pauses + SLACK_MS);
    },
  );

  test('nothing is left behind', async () => {
    // The two attempts at the device that went mute: it never reads our goodbye, so its own side stays open.
    await expect.poll(() => rounds.get(seed)?.fleet.lab.leftovers().sockets, { timeout: 5_000 }).toBe(2);
  });
});

/** Two commands; a refused one makes the outcome a failure that keeps its answers, as the tools do. */
async function judged(session: Parameters<ReturnType<typeof runAll>>[0]) {
  const answers = await runAll(['show version', 'show running-config'])(session);
  return Object.assign(answers, { failure: answers.find((answer) => answer.error !== null)?.error ?? null });
}
