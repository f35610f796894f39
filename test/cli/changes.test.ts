/** The commands of change, with a room that only says what it was asked. */
import { expect, it } from 'vitest';
import type { Changes, ChangeView, PlanView, Recovery } from '../../src/change/changes.ts';
import type { ChangePlan } from '../../src/change/plan.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { NO_HEAD } from '../../src/storage/audit-chain.ts';
import type { ChangeDeviceRecord, ChangeRecord } from '../../src/storage/change-store.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';
import { captured } from './captured-cli.ts';
import { createFakeApp } from './fake-app.ts';

const SECRET = 'hunter2';
const AT = '2026-11-23T10:15:02.000Z';

const planned = (device: string, more: Partial<ChangePlan['devices'][number]> = {}) => ({
  device,
  platform: 'cisco_ios',
  identity: null,
  script: 's1',
  baseHash: 'a',
  wantedHash: 'b',
  undo: 'revert-timer',
  risks: [],
  wave: 0,
  diff: 'd1',
  ...more,
});

const PLAN: ChangePlan = {
  id: 'p-1',
  kind: 'change',
  title: 'NTP \u001b[31m',
  proposer: 'mcp',
  createdAt: AT,
  expiresAt: '2026-11-24T10:15:02.000Z',
  undoes: null,
  select: 'all',
  scripts: {
    s1: [
      { text: 'line vty 0 4', depth: 0, verbatim: [] },
      { text: `password ${SECRET}`, depth: 1, verbatim: [] },
    ],
  },
  diffs: { d1: ['  line vty 0 4', '+  password <secret>'], d2: ['+ aaa new-model'] },
  devices: [
    planned('sw1'),
    planned('sw2', { wave: 1 }),
    planned('sw3', { wave: 1, diff: 'd2', undo: 'inverse', risks: ['aaa', 'no-self-heal'] }),
  ],
  policy: { timerMinutes: 5, inFlight: 100, stopPercent: 2, waves: 2, save: true },
};

const VIEW: PlanView = {
  plan: PLAN,
  summary: {
    devices: 3,
    waves: [1, 2],
    undo: [
      { title: 'configure terminal revert timer', healsItself: true, count: 2 },
      { title: 'inverse lines', healsItself: false, count: 1 },
    ],
    risks: [
      { risk: 'aaa', count: 1 },
      { risk: 'no-self-heal', count: 1 },
    ],
    scripts: 1,
    scriptLines: 2,
  },
  state: 'waiting',
  hash: '3fa90c'.padEnd(64, '0'),
  code: '3fa90c',
  mustAccept: ['no-self-heal'],
  approval: null,
  change: null,
};

const CHANGE: ChangeRecord = {
  id: 'c-1',
  planId: 'p-1',
  planHash: VIEW.hash,
  principal: 'mcp',
  startedAt: AT,
  finishedAt: AT,
  state: 'halted',
};

const record = (device: string, more: Partial<ChangeDeviceRecord>): ChangeDeviceRecord => ({
  device,
  platform: 'cisco_ios',
  wave: 0,
  identity: null,
  state: 'saved',
  baseHash: 'a',
  wantedHash: 'b',
  foundHash: null,
  undo: 'revert-timer',
  before: null,
  after: null,
  timerEndsAt: null,
  code: null,
  message: null,
  detail: null,
  line: null,
  updatedAt: AT,
  ...more,
});

const CHANGED: ChangeView = {
  change: CHANGE,
  plan: PLAN,
  devices: [
    record('sw1', { state: 'saved' }),
    record('sw2', {
      wave: 1,
      state: 'drift',
      code: 'PARTIAL_APPLY',
      message: 'A part of the change is in force.',
      detail: `${SECRET} \u001b[2J`,
      line: 2,
    }),
    record('sw3', { wave: 1, state: 'not_started', code: 'WAVE_HALTED', message: 'Stopped.' }),
  ],
};

/** Runs the command line; `answers` are typed one after the other, null is a shell without a terminal. */
const rollcall = async (argv: readonly string[], room: Partial<Changes>, answers: readonly string[] | null = null) => {
  const { context } = createToolSetting({ devices: [fakeDevice('sw1')], planted: SECRET });
  const { app, isClosed } = createFakeApp({ ...context, changes: room as Changes });
  const left = [...(answers ?? [])];
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return left.shift() ?? '';
  };
  const cli = captured({ loadApp: async () => app, ask: answers === null ? null : ask });
  const exitCode = await cli.run(...argv);
  return { exitCode, stdout: cli.stdout(), stderr: cli.stderr(), questions, isClosed: isClosed() };
};

const room = (over: Partial<Changes> = {}): Partial<Changes> & { readonly approvals: unknown[] } => {
  const approvals: unknown[] = [];
  return {
    approvals,
    plan: async () => VIEW,
    change: async () => CHANGED,
    approve: async (request) => {
      approvals.push(request);
      const { planId, approver } = request;
      return { planId, planHash: VIEW.hash, approver, approvedAt: AT, expiresAt: AT, usedBy: null };
    },
    ...over,
  };
};

it('approves what was shown, each grave risk by a yes of its own, and then the code', async () => {
  const changes = room();
  const { exitCode, stdout, stderr, questions } = await rollcall(['approve', 'p-1'], changes, [
    'yes',
    ' YES ',
    '3fa90c ',
  ]);
  expect(exitCode).toBe(0);
  expect(questions).toEqual([
    expect.stringMatching(/^aaa, on 1 device: .*Type yes/),
    expect.stringMatching(/^no-self-heal, on 1 device: .*Type yes/),
    expect.stringContaining('3fa90c'),
  ]);
  expect(changes.approvals).toEqual([
    {
      planId: 'p-1',
      code: '3fa90c',
      approver: expect.stringMatching(/^cli:/),
      channel: 'terminal',
      accept: ['aaa', 'no-self-heal'],
    },
  ]);
  expect(stdout).toMatch(/^Approved until 2026-11-23 10:15 UTC\. Push it: rollcall push p-1\n$/);
  // The worst difference first, whole; nothing of a secret, and nothing that moves the cursor.
  expect(stderr).toMatch(/\+ aaa new-model[\s\S]*\+ {2}password <secret>/);
  expect(stderr).toMatch(/^ {6}line vty 0 4\n {7}password <secret>$/m);
  expect(stderr).not.toContain(SECRET);
  expect(stderr).not.toContain('\u001b');
});

it.each([
  ['the first risk', ['no']],
  ['the second risk', ['yes', 'y']],
  ['the code', ['yes', 'yes', '']],
])('approves nothing when the person declines %s', async (_, answers) => {
  const changes = room();
  const { exitCode, stderr } = await rollcall(['approve', 'p-1'], changes, answers);
  expect([exitCode, changes.approvals]).toEqual([3, []]);
  expect(stderr).toMatch(/Not approved\.\n$/);
});

it('approves nothing without a terminal, nor with --json, and says why', async () => {
  const changes = room();
  const alone = await rollcall(['approve', 'p-1'], changes);
  expect(alone).toMatchObject({ exitCode: 3, stdout: '', stderr: expect.stringMatching(/^POLICY_DENIED: .*terminal/) });
  for (const answers of [null, ['yes', 'yes', '3fa90c']]) {
    const asJson = await rollcall(['approve', 'p-1', '--json'], changes, answers);
    expect([asJson.exitCode, asJson.questions]).toEqual([3, []]);
    expect(asJson.stdout).not.toContain('3fa90c');
  }
  expect(changes.approvals).toEqual([]);
});

it.each([
  ['used', 'ALREADY_APPLIED'],
  ['expired', 'APPROVAL_EXPIRED'],
] as const)('does not let anybody read a plan that is %s for nothing', async (state, code) => {
  const changes = room({ plan: async () => ({ ...VIEW, state, change: CHANGE }) });
  const { exitCode, stderr, questions } = await rollcall(['approve', 'p-1'], changes, ['yes', 'yes', '3fa90c']);
  expect([exitCode, questions]).toEqual([3, []]);
  expect(stderr).toMatch(new RegExp(`^${code}: `));
});

it('shows a plan anywhere, whole, and never its code', async () => {
  const { exitCode, stdout } = await rollcall(['plans', 'show', 'p-1', '--devices'], room());
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^ {2}waves +1 \(sw1\), then 2; at most 100/m);
  expect(stdout).toMatch(/inverse lines on 1 device: they do not heal by themselves/);
  expect(stdout).toMatch(/^2 +sw3 +cisco_ios +inverse +aaa no-self-heal$/m);
  expect(stdout).not.toContain('3fa90c');
  const asJson = JSON.parse((await rollcall(['plans', 'show', 'p-1', '--json'], room())).stdout);
  expect(asJson).toMatchObject({
    device_count: 3,
    waves: [
      { wave: 1, count: 1, devices: ['sw1'] },
      { wave: 2, count: 2, devices: ['sw2', 'sw3'] },
    ],
    differences: [{ devices: ['sw3'], risks: [{ risk: 'aaa', count: 1 }, { risk: 'no-self-heal' }] }, { count: 2 }],
    sent: [{ count: 3, lines: ['line vty 0 4', ' password <secret>'] }],
  });
});

it('prints as many texts as a person reads, and all of them when asked', async () => {
  const scripts = Object.fromEntries(
    [...'abcdef'].map((key) => [key, [{ text: `ntp ${key}`, depth: 0, verbatim: [] }]]),
  );
  const devices = [...'abcdef'].map((key) => planned(`sw-${key}`, { script: key }));
  const changes = room({ plan: async () => ({ ...VIEW, plan: { ...PLAN, scripts, devices } }) });
  const short = await rollcall(['plans', 'show', 'p-1'], changes);
  expect(short.stdout).toContain('6 different texts: rollcall plans show p-1 --lines');
  expect(short.stdout).not.toContain('ntp f');
  expect((await rollcall(['plans', 'show', 'p-1', '--lines'], changes)).stdout).toContain('ntp f');
});

it('lists an altered plan beside the others', async () => {
  const listed = (id: string) => ({ ...PLAN, id, hash: '' });
  const changes = room({
    plans: async () => [listed('p-2'), listed('p-1')],
    plan: async (id) => {
      if (id === 'p-2') throw new RollcallError('PLAN_TAMPERED', 'The stored plan was altered.');
      return VIEW;
    },
  });
  const { stdout } = await rollcall(['plans'], changes);
  expect(stdout).toMatch(/^p-2 +altered +\? .*\np-1 +waiting +3 +mcp +2026-11-24 10:15 UTC +NTP$/m);
});

it('shows a change: who needs a person first, with the line, and what to do', async () => {
  const { exitCode, stdout } = await rollcall(['changes', 'show', 'c-1'], room());
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/drift 1[\s\S]*not_started 1[\s\S]*saved 1/);
  expect(stdout).toContain('      > password <secret>\n      “<secret> ”\n');
  expect(stdout).toContain('undo what is left: rollcall rollback c-1 --select sw2');
  // What was not reached is counted, and not told one by one.
  expect(stdout).not.toContain('WAVE_HALTED');
  const asJson = JSON.parse((await rollcall(['changes', 'show', 'c-1', '--json'], room())).stdout);
  expect(asJson).toMatchObject({
    counts: { drift: 1, not_started: 1, saved: 1 },
    devices: [{ next: null }, { line: 2 }, { next: expect.stringMatching(/^plan it again/) }],
  });
});

const recovery: Recovery = { changeId: 'c-1', runId: null, ended: Promise.resolve() };
const well = { ...CHANGED, devices: [record('sw1', { state: 'rolled_back' })] };

it.each([
  ['nothing to do', { recover: [], changes: [CHANGE], change: well }, 0, /^No change was interrupted\.\n$/],
  ['all settled', { recover: [recovery], changes: [CHANGE], change: well }, 0, /rolled_back 1/],
  ['a device that needs a person', { recover: [recovery], changes: [CHANGE], change: CHANGED }, 1, /drift 1/],
  [
    'one that another process looks at',
    { recover: [], changes: [{ ...CHANGE, state: 'interrupted', finishedAt: null }], change: well },
    1,
    /^$/,
  ],
] as const)('recovers, and exits for %s', async (_, said, code, stdout) => {
  const changes = room({
    recover: async () => said.recover,
    changes: async () => said.changes,
    change: async () => said.change,
  });
  const answer = await rollcall(['recover'], changes);
  expect(answer.exitCode).toBe(code);
  expect(answer.stdout).toMatch(stdout);
});

const HASH = 'ab'.repeat(32);

it('verifies the audit log against a head kept elsewhere', async () => {
  const asked: unknown[] = [];
  const audit: Changes['audit'] = {
    verify: async (head) => {
      asked.push(head);
      if (head === undefined) return { intact: true, head: { seq: 17, hash: HASH } };
      return { intact: false, line: 16, problem: 'Line 16 is not the one that what was exported names.' };
    },
    read: async () => [],
  };
  const intact = await rollcall(['audit-log', 'verify'], { audit });
  expect(intact).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`head 17:${HASH}`) });
  const altered = await rollcall(['audit-log', 'verify', '--head', `16:${HASH}`], { audit });
  expect(altered).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^Altered: Line 16 /) });
  expect(asked).toEqual([undefined, { seq: 16, hash: HASH }]);
  expect((await rollcall(['audit-log', 'head'], { audit })).stdout).toBe(`17:${HASH}\n`);
  for (const word of ['16', `16:${HASH}0`, `x:${HASH}`, `16:${HASH.toUpperCase()}`]) {
    expect((await rollcall(['audit-log', 'verify', '--head', word], { audit })).exitCode).toBe(2);
  }
});

it('does not print the head of an altered log', async () => {
  const audit: Changes['audit'] = {
    verify: async () => ({ intact: false, line: 1, problem: 'Line 1 is not as it was written.' }),
    read: async () => [],
  };
  const answer = await rollcall(['audit-log', 'head'], { audit });
  expect(answer).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^JOURNAL_CORRUPT/) });
});

it('prints entries in their order, hashes by their beginning', async () => {
  const entry = (seq: number, fields: Record<string, string>) => ({
    ...fields,
    seq,
    at: AT,
    event: 'plan',
    who: 'mcp',
    prev: NO_HEAD.hash,
    hash: HASH,
  });
  const audit: Changes['audit'] = {
    verify: async () => ({ intact: true, head: NO_HEAD }),
    read: async () => [entry(10, { title: 'NTP, "now"', plan_hash: HASH }), entry(9, { plan: 'p-1' })],
  };
  const { stdout } = await rollcall(['audit-log', 'show'], { audit });
  expect(stdout).toBe(
    ` 9  ${AT}  plan  mcp  plan=p-1\n10  ${AT}  plan  mcp  title="NTP, \\"now\\"" plan_hash=abababababab\n`,
  );
});
