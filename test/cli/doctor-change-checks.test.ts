import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkChangeRecords, checkChanging } from '../../src/cli/doctor-change-checks.ts';
import { configSchema } from '../../src/config/config.ts';
import { systemClock } from '../../src/core/clock.ts';
import { openAuditLog } from '../../src/storage/file-audit-log.ts';
import { openStore } from '../../src/storage/sqlite.ts';

const config = (more: Record<string, unknown> = {}) => configSchema.parse(more);
const said = (more: Record<string, unknown>) =>
  checkChanging(config(more))
    .map(({ message }) => message)
    .join('\n');

describe('what may be changed', () => {
  it('is nothing by default', () => {
    expect(checkChanging(config())).toMatchObject([{ level: 'ok', message: expect.stringMatching(/^read-only: /) }]);
  });

  it('is told with who says yes, and how it goes out', () => {
    expect(said({ mode: 'read-write' })).toMatch(
      /at a terminal, .*\n.* 24 hours, .* 60 minutes; waves of 1, 10, 50, 250/,
    );
    const careful = { mode: 'read-write', approval: { elicitation: 'trusted', four_eyes: true } };
    expect(said(careful)).toMatch(/dialog of the MCP client, .* somebody else/);
  });

  it('needs the login it names', () => {
    const named = { mode: 'read-write', change: { credential: 'writer' } };
    expect(checkChanging(config(named)).at(-1)).toMatchObject({
      level: 'fail',
      message: expect.stringContaining('writer'),
    });
    const there = { ...named, credentials: { writer: { username: 'w', agent: true } } };
    expect(checkChanging(config(there)).every(({ level }) => level === 'ok')).toBe(true);
  });
});

describe('what earlier changes left', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-doctor-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const records = async () => checkChangeRecords(config({ data_dir: folder, mode: 'read-write' }));

  it('is nothing in a folder that is not there yet', async () => {
    expect(await records()).toMatchObject([
      { level: 'ok', message: 'none is unfinished' },
      { check: 'audit log', level: 'ok', message: 'empty' },
    ]);
  });

  it('is a record that is intact, or not', async () => {
    const store = await openStore({ dataDir: folder, clock: systemClock });
    const log = openAuditLog({
      dataDir: folder,
      auditHead: store.auditHead,
      clock: systemClock,
      clean: (text) => text,
    });
    await log.append({ event: 'plan', who: 'mcp', plan: 'p-1' });
    await store.close();
    expect((await records())[1]).toMatchObject({ level: 'ok', message: expect.stringMatching(/^intact, 1 entry; /) });
    const file = join(folder, 'audit.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('p-1', 'p-2'));
    expect((await records())[1]).toMatchObject({ level: 'fail', message: expect.stringMatching(/^altered: Line 1 /) });
    await appendFile(file, '{}\n');
  });

  it('is a change whose process died', async () => {
    const store = await openStore({ dataDir: folder, clock: systemClock });
    const plan = { id: 'p-1', hash: 'h', kind: 'change', title: 't', proposer: 'mcp', body: '{}' } as const;
    const times = { createdAt: '2026-11-23T10:00:00.000Z', expiresAt: '2099-11-23T10:00:00.000Z' };
    await store.putPlan({ ...plan, ...times });
    const approval = { planId: 'p-1', planHash: 'h', approver: 'cli:alice', approvedAt: times.createdAt };
    await store.putApproval({ ...approval, expiresAt: times.expiresAt });
    const change = {
      id: 'c-1',
      planId: 'p-1',
      planHash: 'h',
      runId: null,
      principal: 'mcp',
      startedAt: times.createdAt,
    };
    const device = { device: 'sw1', platform: 'cisco_ios', wave: 0, identity: null, baseHash: 'a', wantedHash: 'b' };
    await store.beginChange(change, [{ ...device, undo: 'revert-timer' }]);
    await store.updateDevice('c-1', 'sw1', { state: 'intent' });
    await store.finishChange('c-1', 'halted', times.createdAt);
    await store.close();
    expect((await records())[0]).toMatchObject({
      level: 'warn',
      message: 'unfinished: c-1',
      mend: 'Run: rollcall recover',
    });
  });
});
