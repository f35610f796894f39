/**
 * A client that does what it likes: ten thousand calls, wrong in every way that is known, at plans that nobody approved.
 * The lab's own record says that nothing was written; what was planted is in no reply.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type App, createApp } from '../../src/app.ts';
import type { PlanView } from '../../src/change/changes.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createRandom, type Random } from '../../src/lab/random.ts';
import { createMcpServer } from '../../src/mcp/server.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { tools } from '../../src/tools/registry.ts';
import { type AcceptanceLab, startAcceptanceLab, variant } from './acceptance-lab.ts';
import { evilCall } from './evil-arguments.ts';

const CALLS = Number(process.env['ROLLCALL_CALLS'] ?? 10_000);
const CALLS_WITH_DIALOG = CALLS / 5;
const SEED = Number(process.env['ROLLCALL_SEED'] ?? Math.floor(Math.random() * 1_000_000));
/** Calls under way at the same time. */
const AT_ONCE = 8;
const PATIENCE_MS = 300_000;
const PLANTED = ['Planted-Community-9Kx', 'Planted-Secret-4Wq'];

let lab: AcceptanceLab;
const print = (text: string) => void process.stdout.write(`${text}\n`);

beforeAll(async () => {
  lab = await startAcceptanceLab({ devices: 6, mix: { cisco_ios: 1, arista_eos: 1, juniper_junos: 1, frr: 1 } });
  for (const device of lab.lab.devices) {
    if (device.platform === 'cisco_ios') device.configure(`snmp-server community ${PLANTED[0]} RO`);
    if (device.platform === 'cisco_ios') device.configure(`username planted privilege 15 secret 0 ${PLANTED[1]}`);
  }
}, 60_000);
afterAll(() => lab.stop());

/** Plans as an attacker would like to find them: nobody's, with an approval that ran out, with another plan's, used. */
async function layPlans(
  app: App,
  network: string,
): Promise<{ readonly plans: readonly PlanView[]; readonly changes: readonly string[] }> {
  const { changes, inventory, runs, store } = await app.context({
    principal: 'mcp',
    signal: new AbortController().signal,
  });
  const devices = inventory.devices.filter(({ platform }) => platform === 'cisco_ios');
  const made: PlanView[] = [];
  for (const host of [1, 2, 3, 4]) {
    const source = { kind: 'lines', lines: [`ntp server ${network}.${host}`] } as const;
    const runId = await changes.startPlan({
      source,
      title: 'NTP',
      select: 'platform=cisco_ios',
      devices,
      principal: 'mcp',
    });
    await runs.wait(runId, 60_000);
    made.push(await changes.plan(String(Object((await store.getRun(runId))?.params).plan_id)));
  }
  const [nobodys, expired, anothers, used] = made as [PlanView, PlanView, PlanView, PlanView];
  const db = await openStore({ dataDir: app.config.data_dir, clock: systemClock });
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const approval = { approver: 'cli:alice', approvedAt: at(-7_200_000) };
  await db.putApproval({ ...approval, planId: expired.plan.id, planHash: expired.hash, expiresAt: at(-3_600_000) });
  await db.putApproval({ ...approval, planId: anothers.plan.id, planHash: nobodys.hash, expiresAt: at(3_600_000) });
  await db.close();
  const yes = { code: used.code, approver: 'cli:alice', channel: 'terminal', accept: used.mustAccept };
  await changes.approve({ planId: used.plan.id, ...yes });
  const { runId, changeId } = await changes.push(used.plan.id, 'cli:alice');
  await runs.wait(runId, 60_000);
  return { plans: made, changes: [changeId] };
}

/** A person who says anything but yes. */
function refuses(random: Random) {
  return () => {
    const word = random.pick(['', 'yes', 'approve', '000000', 'ABCDEF', '\u0000', 'x'.repeat(199)]);
    const answers = [
      { action: 'decline' },
      { action: 'cancel' },
      { action: 'accept' },
      { action: 'accept', content: {} },
      { action: 'accept', content: { code: word, approved: true, accept_no_self_heal: true } },
      { action: 'accept', content: { code: true } },
      { action: 'decline', content: { code: word } },
      { action: word, content: { code: word } },
      {},
    ];
    return random.pick(answers) as { action: 'accept' };
  };
}

interface Attack {
  readonly app: App;
  readonly calls: number;
  readonly random: Random;
  readonly hasDialog: boolean;
}

/** What came back, in figures. */
interface Heard {
  readonly codes: Map<string, number>;
  readonly leaks: string[];
  dialogs: number;
}

const anyReply = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ text: z.string() })),
});

async function attack({ app, calls, random, hasDialog }: Attack): Promise<Heard> {
  const { plans, changes } = await layPlans(app, hasDialog ? '198.51.100' : '192.0.2');
  const known = {
    devices: [...lab.lab.devices.map(({ name }) => name), 'all'],
    plans: plans.map(({ plan }) => plan.id),
    changes,
    runs: ['r-20261123-101502-7f3a'],
    codes: plans.flatMap(({ code, hash }) => [code, hash]),
  };
  const mark = lab.lab.writes().length;
  // A plan's code begins its hash.
  const codes = plans.map(({ code }) => code);
  const hidden = [...PLANTED, lab.lab.password, lab.lab.enableSecret]
    .map((secret) => new RegExp(secret))
    .concat(codes.map((code) => new RegExp(`\\b${code}(?:\\b|[0-9a-f]{58}\\b)`)));
  const heard: Heard = { codes: new Map(), leaks: [], dialogs: 0 };
  const server = createMcpServer({
    loadTools: async () => tools,
    loadApp: async () => app,
    version: '0',
    clock: systemClock,
  });
  const client = new Client({ name: 'evil', version: '0' }, { capabilities: hasDialog ? { elicitation: {} } : {} });
  if (hasDialog) {
    const answer = refuses(random);
    client.setRequestHandler(ElicitRequestSchema, () => {
      heard.dialogs += 1;
      return answer();
    });
  }
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours);
  await client.connect(theirs);
  const names = tools.map(({ name }) => name);
  let left = calls;
  const caller = async () => {
    while (left-- > 0) {
      const params = evilCall(random, known, names) as { name: string; arguments: Record<string, unknown> };
      const asked = client.request({ method: 'tools/call', params }, anyReply, { timeout: PATIENCE_MS });
      const reply = await asked.catch((error: Error) => ({
        isError: true,
        content: [{ text: `{"error":{"code":"protocol"}} ${error.message}` }],
      }));
      const text = JSON.stringify(reply);
      for (const secret of hidden)
        if (secret.test(text)) heard.leaks.push(`${secret} in ${JSON.stringify(params).slice(0, 300)}`);
      const code =
        reply.isError === true ? (/"code":"(\w+)"/.exec(reply.content[0]?.text ?? '')?.[1] ?? 'unread') : 'ok';
      if (code === 'INTERNAL')
        heard.leaks.push(`INTERNAL for ${JSON.stringify(params).slice(0, 500)}: ${text.slice(0, 500)}`);
      heard.codes.set(code, (heard.codes.get(code) ?? 0) + 1);
      const runId = /"run_id":"(r-[\w-]+)"/.exec(reply.content[0]?.text ?? '')?.[1];
      if (runId !== undefined) known.runs.push(runId);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  await client.close();
  // Everything that was begun comes to its end before the record is read.
  await server.close();
  expect(lab.lab.writes().slice(mark)).toEqual([]);
  expect(heard.leaks.slice(0, 5)).toEqual([]);
  return heard;
}

const start = (name: string, fields: Readonly<Record<string, unknown>>): Promise<App> =>
  createApp({
    env: {},
    cwd: lab.folder,
    configPath: variant(lab.configPath, name, { mode: 'read-write', data_dir: `${name}-data`, ...fields }),
    logSink: { level: 'error', write: (line) => print(line.slice(0, 2_000)) },
  });

describe(`an evil client, seed ${SEED}`, () => {
  test(`${CALLS} calls`, { timeout: PATIENCE_MS }, async () => {
    const app = await start('plain', {});
    const { codes } = await attack({ app, calls: CALLS, random: createRandom(SEED, 'plain'), hasDialog: false });
    print(JSON.stringify({ seed: SEED, calls: CALLS, replies: Object.fromEntries(codes) }));
    // It came far enough to be refused for the right reasons.
    for (const code of ['NEEDS_APPROVAL', 'APPROVAL_EXPIRED', 'PLAN_TAMPERED', 'ALREADY_APPLIED', 'BAD_INPUT', 'ok']) {
      expect([...codes.keys()], code).toContain(code);
    }
  });

  test('its person is asked, and never says yes', { timeout: PATIENCE_MS }, async () => {
    const app = await start('dialog', { approval: { elicitation: 'trusted' } });
    const random = createRandom(SEED, 'dialog');
    const { codes, dialogs } = await attack({ app, calls: CALLS_WITH_DIALOG, random, hasDialog: true });
    print(JSON.stringify({ seed: SEED, calls: CALLS_WITH_DIALOG, dialogs, replies: Object.fromEntries(codes) }));
    expect(dialogs).toBeGreaterThan(10);
  });
});
