import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import type { Device } from '../../src/inventory/device.ts';
import { createDeviceList } from '../../src/inventory/device-list.ts';
import type { RunAnswer } from '../../src/summary/run-answer.ts';
import type { ToolContext } from '../../src/tools/tool-context.ts';
import { connectInMemory, fakeApp, keptLog, PLANTED } from './in-memory.ts';

const revision = {
  commit: 'ab'.repeat(20),
  at: '2026-11-23T10:00:00.000Z',
  author: 'mcp',
  subject: 'backup: 1 new of 1',
};

const answer: RunAnswer = {
  runId: 'r-2',
  kind: 'check',
  state: 'done',
  headline: `1 of 1 healthy; ${PLANTED}.`,
  note: null,
  counts: { selected: 1, ok: 1, attention: 0, failed: 0, skipped: 0, pending: 0 },
  groups: [],
  failures: [],
  timing: { elapsedMs: 5, deviceP50Ms: 5, deviceP95Ms: 5, etaMs: null },
  omitted: { groups: 0, failures: 0 },
  next: [],
};

const device = (name: string, over: object = {}) => ({
  name,
  platform: 'cisco_ios',
  target: { host: '192.0.2.1', port: 22, user: 'alice', identityFiles: ['/home/alice/key'] },
  jumps: [{ host: 'bastion', port: 22, identityFiles: [] }],
  credential: 'core-set',
  algorithms: 'modern',
  groups: ['access'],
  tags: [],
  site: 'ams',
  role: null,
  data: { snmp: 'public-but-private' },
  ...over,
});

const devices = [device('sw-b'), device('SW-a', { site: 'lon' }), device('core/1 ü', { role: 'core' })];

/** Enough of a context for resources and completion. */
function parts(): Partial<ToolContext> {
  const runs = Array.from({ length: 150 }, (_, i) => ({
    id: `r-${150 - i}`,
    title: `check facts ${PLANTED}`,
    state: 'done',
    startedAt: '2026-11-23T10:00:00.000Z',
  }));
  return {
    inventory: { ...createDeviceList(devices as unknown as Device[]), warnings: [] },
    store: {
      listRuns: async ({ limit }: { limit: number }) => runs.slice(0, limit),
      latestFacts: async () => [
        {
          device: 'sw-b',
          key: 'version',
          value: `17.9 ${PLANTED}`,
          observedAt: '2026-11-23T10:00:00.000Z',
          runId: 'r-2',
        },
        { device: 'SW-a', key: 'version', value: '15.2', observedAt: '2026-11-23T10:00:00.000Z', runId: 'r-2' },
      ],
    },
    backups: {
      show: async (name: string) => {
        if (name !== 'sw-b') throw new RollcallError('NO_BACKUP', `${name} has no backup.`);
        return { device: name, path: '', revision, text: `hostname ${PLANTED}\n${'interface Gi1\n'.repeat(5_000)}` };
      },
    },
    runs: {
      answer: async (id: string) => {
        if (id === 'r-2') return answer;
        if (id === 'r-fault') throw new Error(`socket ${PLANTED}`);
        throw new RollcallError('UNKNOWN_RUN', `There is no run ${PLANTED}.`);
      },
    },
  } as unknown as Partial<ToolContext>;
}

async function connected() {
  const { log, lines } = keptLog();
  const { client } = await connectInMemory({ log, loadApp: async () => fakeApp(parts(), log).app });
  const read = async (uri: string) => {
    const { contents } = await client.readResource({ uri });
    return JSON.parse((contents[0] as { text: string }).text);
  };
  return { client, lines, read };
}

describe('resources', () => {
  it('lists the latest 20 runs and offers four templates', async () => {
    const { client } = await connected();
    const { resources } = await client.listResources();
    expect(resources).toHaveLength(20);
    expect(resources[0]).toEqual({
      uri: 'rollcall://runs/r-150',
      name: 'r-150',
      title: 'check facts <secret:test>',
      description: 'done, started 2026-11-23T10:00:00.000Z',
      mimeType: 'application/json',
    });
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map((template) => template.uriTemplate)).toEqual([
      'rollcall://runs/{id}',
      'rollcall://devices/{name}',
      'rollcall://backups/{name}',
      'rollcall://plans/{id}',
    ]);
  });

  it('reads a run as get_run answers it, cleaned', async () => {
    const { read } = await connected();
    expect(await read('rollcall://runs/r-2')).toMatchObject({
      run_id: 'r-2',
      headline: '1 of 1 healthy; <secret:test>.',
      timing: { elapsed_ms: 5, eta_ms: null },
    });
  });

  it('reads a device: its row and its own facts, never a credential', async () => {
    const { read } = await connected();
    const shown = await read('rollcall://devices/sw-b');
    expect(shown).toEqual({
      name: 'sw-b',
      platform: 'cisco_ios',
      host: '192.0.2.1',
      port: 22,
      jumps: ['bastion'],
      site: 'ams',
      role: null,
      groups: ['access'],
      tags: [],
      algorithms: 'modern',
      facts: { version: { value: '17.9 <secret:test>', observed_at: '2026-11-23T10:00:00.000Z', run_id: 'r-2' } },
    });
  });

  it('reads a backup: its text, cleaned and cut with the rest counted', async () => {
    const { read } = await connected();
    const shown = await read('rollcall://backups/sw-b');
    expect(shown).toMatchObject({ name: 'sw-b', revision: revision.commit, changed_at: revision.at });
    expect(shown.text).toMatch(/^hostname <secret:test>\ninterface Gi1\n/);
    expect(shown.note).toContain('search_configs');
    expect(JSON.stringify(shown).length).toBeLessThanOrEqual(20_000);
    const whole = `hostname ${PLANTED}\n`.length + 5_000 * 'interface Gi1\n'.length;
    expect(shown.text.replace('<secret:test>', PLANTED).length + shown.omitted_chars).toBe(whole);
  });

  it('takes names that need encoding', async () => {
    const { read } = await connected();
    expect(await read(`rollcall://devices/${encodeURIComponent('core/1 ü')}`)).toMatchObject({ name: 'core/1 ü' });
  });

  it.each([
    ['rollcall://devices/nope', -32002, 'UNKNOWN_DEVICE: There is no device "nope".'],
    ['rollcall://devices/sw-bb', -32002, 'Did you mean sw-b'],
    ['rollcall://devices/..%2F..%2Fetc%2Fpasswd', -32002, 'UNKNOWN_DEVICE'],
    ['rollcall://backups/nope', -32002, 'NO_BACKUP: nope has no backup.'],
    ['rollcall://runs/r-9', -32002, 'There is no run <secret:test>.'],
    ['rollcall://devices/%E0%A4%A', -32602, 'There is no resource'],
    ['rollcall://devices/../../etc/passwd', -32602, 'There is no resource'],
    ['file:///etc/passwd', -32602, 'Addresses are rollcall://runs/{id}'],
    ['', -32602, 'There is no resource'],
  ])('answers %s with our words', async (uri, code, words) => {
    const { client } = await connected();
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('tells nothing of a fault but its id', async () => {
    const { client, lines } = await connected();
    const error = await client.readResource({ uri: 'rollcall://runs/r-fault' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: -32603, message: expect.stringMatching(/f-[0-9a-f]{8}/) });
    expect(String(error)).not.toContain('socket');
    expect(lines.join('')).toContain('socket <secret:test>');
  });
});

describe('completion', () => {
  const forDevice = (value: string) => ({
    ref: { type: 'ref/resource' as const, uri: 'rollcall://devices/{name}' },
    argument: { name: 'name', value },
  });

  it('offers device names that begin so, in order, letter case ignored', async () => {
    const { client } = await connected();
    expect((await client.complete(forDevice('sw'))).completion).toEqual({
      values: ['SW-a', 'sw-b'],
      total: 2,
      hasMore: false,
    });
    expect((await client.complete(forDevice('x'))).completion.values).toEqual([]);
  });

  it('offers at most 100 run ids, newest first', async () => {
    const { client } = await connected();
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'rollcall://runs/{id}' },
      argument: { name: 'id', value: 'r-' },
    });
    expect(completion.values).toHaveLength(100);
    expect(completion.values.slice(0, 2)).toEqual(['r-150', 'r-149']);
    expect(completion).toMatchObject({ total: 150, hasMore: true });
  });

  it('offers selectors for a prompt', async () => {
    const { client } = await connected();
    const ask = async (name: string, value: string) => {
      const ref = { type: 'ref/prompt' as const, name: 'morning_check' };
      return (await client.complete({ ref, argument: { name, value } })).completion.values;
    };
    expect(await ask('select', '')).toEqual(['all', 'platform=cisco_ios', 'role=core', 'site=ams', 'site=lon']);
    expect(await ask('select', 'site=l')).toEqual(['site=lon']);
    expect(await ask('symptom', '')).toEqual([]);
  });

  it('offers nothing for an address there is not', async () => {
    const { client } = await connected();
    const ref = { type: 'ref/resource' as const, uri: 'rollcall://nowhere/{id}' };
    expect((await client.complete({ ref, argument: { name: 'id', value: '' } })).completion.values).toEqual([]);
  });
});
