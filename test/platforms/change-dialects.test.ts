/** Every way of changing a device, typed end to end into a simulated one: lines, refusals, the way forward and back. */
import { afterEach, describe, expect, test } from 'vitest';
import { takeStep, takeSteps, typeLines } from '../../src/change/type-lines.ts';
import { readChangeLines } from '../../src/configtext/change-lines.ts';
import type { ChangeSession } from '../../src/core/session.ts';
import { issueWritePermit } from '../../src/core/write-permit.ts';
import type { LabOptions } from '../../src/lab/lab.ts';
import type { LabDevice } from '../../src/lab/lab-device.ts';
import type { ChangeDialect, PlatformDefinition } from '../../src/platforms/define.ts';
import { findPlatform } from '../../src/platforms/registry.ts';
import { type LabFleet, startLabFleet } from '../support/lab-fleet.ts';

const WORDS = { name: 'rollcall-7f3a9c', minutes: 5, comment: 'rollcall c-20261123-101502-7f3a9c' };

const open: LabFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.stop();
});

interface Bench {
  readonly box: LabDevice;
  readonly platform: PlatformDefinition;
  readonly dialect: ChangeDialect;
  /** A new login that may write. */
  login(): Promise<ChangeSession>;
  /** From the read mode: in, and the lines typed. */
  type(session: ChangeSession, text: string): ReturnType<typeof typeLines>;
  steps(
    session: ChangeSession,
    name: 'commit' | 'abandon' | 'confirm' | 'undo' | 'save',
    renamesTo?: string,
  ): Promise<void>;
}

interface Options {
  readonly fault?: string;
  readonly params?: Record<string, number>;
  readonly id?: string;
}

async function bench(id: string, { fault, params = {}, ...options }: Options = {}): Promise<Bench> {
  const faults: Pick<LabOptions, 'faults'> =
    fault === undefined ? {} : { faults: { faults: [{ fault, devices: 1, params }] } };
  const fleet = await startLabFleet({ devices: 1, mix: { [id]: 1 }, ...faults }, { limits: { quiet_ms: 10 } });
  open.push(fleet);
  const box = fleet.lab.devices[0] as LabDevice;
  const platform = findPlatform(id) as PlatformDefinition;
  const dialect = platform.change.find((each) => each.id === (options.id ?? platform.change[0]?.id)) as ChangeDialect;
  const device = fleet.devices[0] as LabFleet['devices'][number];
  const permit = issueWritePermit(device.name, 'sha256:a', 'sha256:a');
  const { signal } = new AbortController();
  return {
    box,
    platform,
    dialect,
    login: () => fleet.fleet.openForChange(device, { permit, signal }),
    async type(session, text) {
      expect(await takeSteps(session, dialect.open, WORDS)).toBeNull();
      // What an empty line brings: nothing but the prompt.
      const { prompt } = await session.type('', { expect: [dialect.mode] });
      return typeLines(session, dialect, readChangeLines(text, platform.config.syntax), prompt);
    },
    async steps(session, name, renamesTo) {
      expect(await takeSteps(session, dialect[name], WORDS, renamesTo), name).toBeNull();
    },
  };
}

/** Blocks in blocks, a line after them at the top, a banner whose text reads like a refusal, a description that does. */
const CHANGES: Readonly<Record<string, { readonly text: string; readonly mark: string; readonly rename: string }>> = {
  cisco_ios: {
    text: [
      'interface Vlan1',
      ' description % Invalid input detected',
      'key chain CORE',
      ' key 1',
      '  key-string lab',
      ' key 2',
      '  key-string lab',
      'banner login #',
      '% Error: only staff',
      '% Invalid input is not found',
      'sw1#',
      '#',
      'ntp server 10.9.9.9',
    ].join('\n'),
    mark: 'ntp server 10.9.9.9',
    rename: 'hostname renamed-by-a-test-and-quite-long',
  },
  cisco_nxos: {
    text: 'interface mgmt0\n  description % Permission denied\nrouter bgp 65000\n  neighbor 10.9.9.9\n    remote-as 65001\nntp server 10.9.9.9',
    mark: 'ntp server 10.9.9.9',
    rename: 'hostname renamed',
  },
  cisco_iosxr: {
    text: 'interface Loopback0\n description % Failed\nrouter bgp 65000\n neighbor 10.9.9.9\n  remote-as 65001\n  address-family ipv4 unicast\n   route-policy PASS in\ndomain name changed.example.net',
    mark: 'domain name changed.example.net',
    rename: 'hostname renamed',
  },
  arista_eos: {
    text: 'interface Loopback0\n   description % Cannot\nvlan 30\n   name guests\nbanner login\n% Error: only staff\nleaf-1#\nEOF\nntp server 10.9.9.9',
    mark: 'ntp server 10.9.9.9',
    rename: 'hostname renamed',
  },
  juniper_junos: {
    text: 'set system ntp server 10.9.9.9\nset interfaces lo0 description "error: none"\nset snmp location "rack 9"',
    mark: '10.9.9.9',
    rename: 'set system host-name renamed',
  },
  frr: {
    text: 'interface lo\n description % Unknown command\nroute-map OUT permit 10\n set metric 10\nip route 10.9.9.0/24 10.0.0.1',
    mark: 'ip route 10.9.9.0/24 10.0.0.1',
    rename: 'hostname renamed',
  },
};

const of = (id: string) => CHANGES[id === 'cisco_iosxe' ? 'cisco_ios' : id] as (typeof CHANGES)[string];

const ALL = [
  ['cisco_ios', 'revert-timer'],
  ['cisco_ios', 'inverse'],
  ['cisco_iosxe', 'revert-timer'],
  ['cisco_nxos', 'checkpoint'],
  ['cisco_iosxr', 'commit-confirmed'],
  ['arista_eos', 'session-timer'],
  ['juniper_junos', 'commit-confirmed'],
  ['frr', 'inverse'],
] as const;

const HEALING = ALL.filter(([, id]) => !['inverse', 'checkpoint'].includes(id));
const UNDOING = ALL.filter(([, id]) => id !== 'inverse');

describe.each(ALL)('%s %s', (platformId, id) => {
  const { text, mark, rename } = of(platformId);

  test('lines, commit, a new login, confirm, save', async () => {
    const { box, dialect, platform, login, type, steps } = await bench(platformId, { id });
    const first = await login();
    if (dialect.needs) expect(dialect.needs.isThere((await first.run(dialect.needs.command)).output)).toBe(true);
    for (const { command, problem } of dialect.prechecks) {
      const { output, error } = await first.run(command);
      expect(error).toBeNull();
      expect(problem(output)).toBeNull();
    }
    const before = box.configHash();
    const typed = await type(first, text);
    expect(typed).toEqual({ refused: null, remarks: [] });
    expect(box.configHash() === before).toBe(dialect.effect === 'commit');
    if (dialect.diff !== null) {
      const { answer, refused } = await takeStep(first, dialect.diff, WORDS);
      expect(refused).toBeNull();
      expect(answer.output).toMatch(/^\s*\+.*(?:10\.9\.9\.9|changed\.example\.net)/m);
    }
    await steps(first, 'commit');
    await first.close();
    expect(box.runningConfig).toContain(mark);
    if (dialect.timer === null) expect(box.pendingRevert).toBeNull();
    else expect(Math.ceil((box.pendingRevert ?? 0) / 60_000)).toBe(WORDS.minutes);
    const second = await login();
    const isPending = async () =>
      dialect.pending?.isPending((await second.run(dialect.pending.command)).output) ?? null;
    expect(await isPending()).toBe(dialect.pending === null ? null : true);
    await steps(second, 'confirm');
    expect(await isPending()).toBe(dialect.pending === null ? null : false);
    expect(box.pendingRevert).toBeNull();
    await steps(second, 'save');
    expect(box.isConfigSaved).toBe(true);
    expect(box.startupConfig).toContain(mark);
    // Nothing is left lying about: the lock, the checkpoint, the session.
    expect(await takeSteps(second, dialect.open, WORDS)).toBeNull();
    await steps(second, 'abandon');
    expect((await second.run(platform.config.read)).error).toBeNull();
    await second.close();
  });

  test('abandoned before it is committed', async () => {
    const { box, dialect, platform, login, type, steps } = await bench(platformId, { id });
    const before = box.configHash();
    const session = await login();
    await type(session, text);
    await steps(session, 'abandon');
    expect((await session.run(platform.config.read)).error).toBeNull();
    expect(box.configHash() === before).toBe(id !== 'inverse');
    expect(box.pendingRevert).toBeNull();
    await session.close();
    expect(dialect.abandon.length).toBeGreaterThan(0);
  });

  test('a line that is refused is named, and nothing is typed after it', async () => {
    const { box, login, type, steps, dialect } = await bench(platformId, {
      id,
      fault: 'line-refused',
      params: { line: 2 },
    });
    const before = box.configHash();
    const session = await login();
    const { refused } = await type(session, text);
    expect(refused).toMatchObject({ line: 2, failure: { code: 'CMD_REJECTED', phase: 'config' } });
    await steps(session, 'abandon');
    if (dialect.undo.length > 0) expect(box.configHash()).toBe(before);
    await session.close();
  });

  test('a new name is followed, where it takes effect', async () => {
    const { box, dialect, login, type, steps } = await bench(platformId, { id });
    const name = dialect.renames.exec(rename)?.[1];
    const session = await login();
    expect((await type(session, `${rename}\n${text}`)).refused).toBeNull();
    await steps(session, 'commit', name);
    expect(session.hostname).toBe(name);
    expect((await session.run('show version')).error).toBeNull();
    expect(box.hostname).toBe(name);
    await session.close();
  });

  test('the running configuration reads the same inside as outside', async () => {
    const { dialect, platform, login, type, steps } = await bench(platformId, { id });
    if (dialect.rereadInside === null) return;
    const session = await login();
    const outside = (await session.run(platform.config.read)).output;
    await type(session, '');
    const inside = await session.type(dialect.rereadInside, { expect: [dialect.mode] });
    const quiet = (output: string) =>
      platform.config.volatile.reduce((all, { pattern }) => all.replace(pattern, ''), output);
    expect(inside.error).toBeNull();
    expect(quiet(inside.output)).toBe(quiet(outside));
    await steps(session, 'abandon');
    await session.close();
  });
});

describe.each(UNDOING)('%s %s', (platformId, id) => {
  test('undone from a new login before it is confirmed', async () => {
    const { box, login, type, steps } = await bench(platformId, { id });
    const before = box.configHash();
    const first = await login();
    await type(first, of(platformId).text);
    await steps(first, 'commit');
    await first.close();
    expect(box.configHash()).not.toBe(before);
    const second = await login();
    await steps(second, 'undo');
    expect(box.configHash()).toBe(before);
    expect(box.pendingRevert).toBeNull();
    await second.close();
  });

  test('a way back that gives up is not taken for one that worked', async () => {
    // There is nothing to give up where a session is thrown away.
    if (id === 'session-timer') return;
    const { dialect, login, type, steps } = await bench(platformId, { id, fault: 'rollback-aborted' });
    const first = await login();
    await type(first, of(platformId).text);
    await steps(first, 'commit');
    await first.close();
    const second = await login();
    const refused = await takeSteps(second, dialect.undo, WORDS);
    expect(refused?.failure.code).toMatch(/^(?:REVERT_FAILED|COMMIT_REJECTED|CMD_REJECTED)$/);
    await second.close();
  });
});

describe.each(HEALING)('%s %s', (platformId, id) => {
  test('somebody else’s unconfirmed change stands in the way, where it can be seen', async () => {
    const { dialect, login, type, steps } = await bench(platformId, { id });
    const first = await login();
    await type(first, of(platformId).text);
    await steps(first, 'commit');
    const problems = [];
    for (const { command, problem } of dialect.prechecks) problems.push(problem((await first.run(command)).output));
    expect(problems.map((found) => found?.code)).toEqual(dialect.prechecks.map(() => 'PRECHECK_FAILED'));
    await first.close();
  });

  test('confirming what is not there any more is refused', async () => {
    const { dialect, login } = await bench(platformId, { id });
    const session = await login();
    const refused = await takeSteps(session, dialect.confirm, WORDS);
    // Junos takes any commit.
    if (platformId === 'juniper_junos') expect(refused).toBeNull();
    else expect(refused?.failure.code).toMatch(/^(?:VERIFY_FAILED|COMMIT_REJECTED)$/);
    await session.close();
  });
});

test.each([
  ['cisco_ios', 'config-locked', 'CONFIG_LOCKED'],
  ['cisco_iosxe', 'config-locked', 'CONFIG_LOCKED'],
  ['cisco_iosxr', 'config-locked', 'CONFIG_LOCKED'],
  ['juniper_junos', 'config-locked', 'CONFIG_LOCKED'],
  ['juniper_junos', 'candidate-dirty', 'CANDIDATE_DIRTY'],
  ['arista_eos', 'config-sessions-full', 'CONFIG_LOCKED'],
])('%s with %s: %s, and the session stands where it stood', async (platformId, fault, code) => {
  const { dialect, platform, login } = await bench(platformId, { fault });
  const session = await login();
  const refused = await takeSteps(session, dialect.open, WORDS);
  expect(refused).toMatchObject({ line: null, failure: { code } });
  expect((await session.run(platform.config.read)).error).toBeNull();
  await session.close();
});

test.each(['cisco_iosxr', 'arista_eos', 'juniper_junos'])(
  '%s: a commit that fails leaves nothing',
  async (platformId) => {
    const { box, dialect, login, type, steps } = await bench(platformId, { fault: 'commit-fails' });
    const before = box.configHash();
    const session = await login();
    await type(session, of(platformId).text);
    expect((await takeSteps(session, dialect.commit, WORDS))?.failure.code).toBe('COMMIT_REJECTED');
    await steps(session, 'abandon');
    expect(box.configHash()).toBe(before);
    await session.close();
  },
);

test.each(['cisco_ios', 'cisco_iosxe', 'cisco_nxos', 'arista_eos', 'frr'])(
  '%s: a save that fails is not taken for one that worked',
  async (platformId) => {
    const { dialect, login } = await bench(platformId, { fault: 'save-fails' });
    const session = await login();
    expect((await takeSteps(session, dialect.save, WORDS))?.failure.code).toBe('VERIFY_FAILED');
    await session.close();
  },
);

test('frr: falling out of a block is noticed, marked or not', async () => {
  const { box, login, type } = await bench('frr');
  const session = await login();
  const { refused } = await type(session, 'interface lo\n description x\nrouter bgp 1\n bgp router-id 10.0.0.1');
  expect(refused).toMatchObject({
    line: 3,
    failure: { code: 'CMD_REJECTED', detail: expect.stringContaining('BGP is') },
  });
  expect(box.runningConfig).not.toContain('router-id 10.0.0.1\n');
  await session.close();
});

test('cisco_ios: without an archive only inverse lines are offered', () => {
  const { needs } = (findPlatform('cisco_ios') as PlatformDefinition).change[0] as ChangeDialect;
  expect(needs?.isThere('')).toBe(false);
  expect(needs?.isThere('archive\n log config\n  logging enable\n')).toBe(false);
  expect(needs?.isThere('archive\n path flash:archive\n')).toBe(true);
});

test('cisco_nxos: a tenth checkpoint is left to the operator', async () => {
  const { dialect, login } = await bench('cisco_nxos');
  const session = await login();
  for (let i = 0; i < 10; i++) await session.type(`checkpoint theirs-${i}`, { expect: ['privileged'] });
  const [precheck] = dialect.prechecks;
  expect(precheck?.problem((await session.run(precheck.command)).output)?.code).toBe('PRECHECK_FAILED');
  await session.close();
});

test.each([
  ['{master:0}', true],
  ['[edit]', true],
  ['{primary:node0}[edit interfaces ge-0/0/0]', true],
  ['', false],
  ['[edition 2]', false],
  ['{master:0} system', false],
])('juniper_junos: %s above a prompt belongs to it: %s', (line, belongs) => {
  expect(findPlatform('juniper_junos')?.promptContext?.test(line)).toBe(belongs);
});

describe('arista_eos: the table of sessions', () => {
  const [dialect] = (findPlatform('arista_eos') as PlatformDefinition).change as readonly [ChangeDialect];
  const table = (...rows: string[]) =>
    [
      'Maximum number of completed sessions: 1',
      'Maximum number of pending sessions: 5',
      'Merge on commit is disabled',
      '',
      '   Name                 State               User     Terminal   Description',
      '-- -------------------- ------------------- -------- ---------- -----------',
      ...rows,
    ].join('\n');
  const problemOf = (output: string) => dialect.prechecks[0]?.problem(output)?.code ?? null;

  test.each([
    ['an empty one', table(), false, null],
    ['one that waits for its lines', table('   theirs               pending             jdoe     vty4'), false, null],
    ['one that waits for its timer', table('*  c1    pendingCommitTimer  jdoe     vty4'), true, 'PRECHECK_FAILED'],
    ['the same in other words', table('   c1    pending commit timer jdoe    vty4'), true, 'PRECHECK_FAILED'],
    [
      'five that wait',
      table(...Array.from({ length: 5 }, (_, i) => `   s${i}   pending    jdoe   vty4`)),
      false,
      'CONFIG_LOCKED',
    ],
    [
      'four and a completed one',
      table('  a completed x', ...Array.from({ length: 4 }, (_, i) => `  s${i} pending x`)),
      false,
      null,
    ],
    ['a session called pendingCommitTimer', table('   pendingCommitTimer   completed   jdoe    vty4'), false, null],
    ['a refusal', '% Invalid input', undefined, null],
  ])('%s', (_name, output, isPending, problem) => {
    expect(dialect.pending?.isPending(output)).toBe(isPending);
    expect(problemOf(output)).toBe(problem);
  });
});
