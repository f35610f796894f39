/** Results device by device: filters, pages, rows, and raw text that can be read to its end without showing a secret. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { checkDevices } from '../../src/tools/check-devices.ts';
import { getResults } from '../../src/tools/get-results.ts';
import { runCommand } from '../../src/tools/run-command.ts';
import type { ScriptedDevice } from '../support/fake-runs.ts';
import { createToolSetting, fakeDevice, type ToolSetting } from '../support/tool-setting.ts';

const SECRET = 'hunter2-PLANTED';

type Page = z.infer<typeof getResults.output>;

const INVENTORY = Array.from(
  { length: 120 },
  (_, index) => `NAME: "part ${index}", DESCR: "a part"\nPID: P${index} , VID: V01 , SN: S${index}\n`,
).join('\n');

const SCRIPTS: Readonly<Record<string, ScriptedDevice>> = {
  sw1: { answers: { 'show inventory': INVENTORY, 'show clock': 'ten\n' } },
  sw2: { answers: { 'show inventory': 'NAME: "1", DESCR: "x"\nPID: A , VID: B , SN: C\n', 'show clock': 'ten\n' } },
  sw3: { answers: { 'show clock': `eleven ${SECRET}\n` } },
  sw4: {
    failsWith: { code: 'AUTH_FAILED', phase: 'auth', message: 'Refused.', hint: 'Look.', detail: `no ${SECRET}` },
  },
  sw5: { hangs: true },
};

async function asked(
  commands: readonly string[],
  more: Record<string, unknown> = {},
): Promise<{ setting: ToolSetting; runId: string }> {
  const devices = Object.keys(SCRIPTS).map((name) => fakeDevice(name));
  const setting = createToolSetting({ devices, planted: SECRET, script: (device) => SCRIPTS[device.name] ?? {} });
  const { run_id } = await setting.call(runCommand, { select: 'all', commands, ...more });
  return { setting, runId: run_id };
}

const pageOf = (setting: ToolSetting, args: Record<string, unknown>): Promise<Page> => setting.call(getResults, args);
const namesOf = (page: Page) => page.results.map((result) => result.device);

describe('filters', () => {
  it.each([
    ['ok', ['sw1', 'sw2']],
    ['failed', ['sw3', 'sw4']],
    ['pending', ['sw5']],
    ['attention', []],
  ])('status=%s', async (status, names) => {
    const { setting, runId } = await asked(['show inventory', 'show clock'], { parse: false });
    const page = await pageOf(setting, { run_id: runId, status });
    expect(namesOf(page)).toEqual(names);
    expect(page.total).toBe(names.length);
    expect(page.results.every((result) => result.status === status)).toBe(true);
  });

  it('group, as the answer numbered it', async () => {
    const { setting, runId } = await asked(['show clock']);
    const { groups } = await setting.context.runs.answer(runId);
    for (const { group, count, devices } of groups) {
      const page = await pageOf(setting, { run_id: runId, group });
      expect(namesOf(page)).toEqual(devices);
      expect(page.total).toBe(count);
    }
    await expect(pageOf(setting, { run_id: runId, group: 'g99' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      hint: expect.stringContaining('g1 to g2'),
    });
  });

  it('finding, by its title in any case, with near matches', async () => {
    const setting = createToolSetting({
      devices: [fakeDevice('sw1'), fakeDevice('sw2')],
      script: ({ name }) => (name === 'sw1' ? { hostname: 'other' } : {}),
    });
    const { run_id } = await setting.call(checkDevices, { select: 'all', profile: 'reach' });
    const page = await pageOf(setting, { run_id, finding: 'Hostname differs from the inventory' });
    expect(namesOf(page)).toEqual(['sw1']);
    expect(page.results[0]?.findings).toEqual([
      { severity: 'warning', title: 'hostname differs from the inventory', evidence: 'hostname other' },
    ]);
    expect(page.results[0]?.status).toBe('attention');
    await expect(pageOf(setting, { run_id, finding: 'hostname differs from inventory' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      hint: expect.stringContaining('differs from the inventory'),
    });
    await expect(pageOf(setting, { run_id, finding: 'x', group: 'g1' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('refuses an unknown run or device, and a made-up cursor', async () => {
    const { setting, runId } = await asked(['show clock']);
    await expect(pageOf(setting, { run_id: 'r-none' })).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
    const unknown = pageOf(setting, { run_id: runId, device: 'sw' });
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_DEVICE', hint: expect.stringContaining('sw1') });
    await expect(pageOf(setting, { run_id: runId, cursor: 'sw2' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('answers', () => {
  it('come as rows; what does not fit is counted', async () => {
    const { setting, runId } = await asked(['show inventory']);
    const page = await pageOf(setting, { run_id: runId, status: 'ok' });
    const answer = page.results[0]?.answers[0];
    expect(answer?.rows?.[0]).toEqual({ name: 'part 0', descr: 'a part', pid: 'P0', vid: 'V01', sn: 'S0' });
    expect((answer?.rows?.length ?? 0) + (answer?.rows_omitted ?? 0)).toBe(120);
    expect(answer?.rows_omitted).toBeGreaterThan(0);
    const next = await pageOf(setting, { run_id: runId, status: 'ok', cursor: page.next_cursor });
    expect(next.results[0]).toMatchObject({ device: 'sw2', answers: [{ rows_omitted: 0 }] });
    const [alone] = (await pageOf(setting, { run_id: runId, device: 'sw1' })).results;
    expect(alone?.answers[0]?.rows_omitted).toBe(0);
  });

  it('leave a table that would be cut to the next page', async () => {
    const lines = INVENTORY.split('\n\n').slice(0, 45).join('\n\n');
    const setting = createToolSetting({
      devices: ['sw1', 'sw2'].map((name) => fakeDevice(name)),
      script: () => ({ answers: { 'show inventory': lines } }),
    });
    const { run_id } = await setting.call(runCommand, { select: 'all', commands: ['show inventory'] });
    const first = await pageOf(setting, { run_id });
    const second = await pageOf(setting, { run_id, cursor: first.next_cursor });
    for (const [page, name] of [
      [first, 'sw1'],
      [second, 'sw2'],
    ] as const) {
      expect(namesOf(page)).toEqual([name]);
      expect(page.results[0]?.answers[0]?.rows).toHaveLength(45);
    }
  });

  it('come without rows when the run said parse=false', async () => {
    const { setting, runId } = await asked(['show inventory'], { parse: false });
    expect((await pageOf(setting, { run_id: runId, device: 'sw2' })).results[0]?.answers[0]?.rows).toBeUndefined();
  });

  it('keep the other answers of a device that rejected one', async () => {
    const { setting, runId } = await asked(['show inventory', 'show clock']);
    const [result] = (await pageOf(setting, { run_id: runId, device: 'sw3', raw: true })).results;
    expect(result).toMatchObject({ status: 'failed', code: 'CMD_REJECTED' });
    expect(result?.answers.map((answer) => answer.text)).toEqual([
      '% Invalid input detected at marker.\n',
      'eleven <secret>\n',
    ]);
  });

  it('never show a secret, also not in the detail of a failure', async () => {
    const { setting, runId } = await asked(['show clock']);
    const page = await pageOf(setting, { run_id: runId, raw: true });
    expect(page.results.find((result) => result.device === 'sw4')?.detail).toBe('no <secret>');
    expect(JSON.stringify(page)).not.toContain(SECRET);
  });
});

describe('pages', () => {
  it('of one device each reach every device once', async () => {
    const { setting, runId } = await asked(['show clock']);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await pageOf(setting, { run_id: runId, limit: 1, ...(cursor !== null && { cursor }) });
      seen.push(...namesOf(page));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(['sw1', 'sw2', 'sw3', 'sw4']);
  });

  it('of raw text add up to the whole texts, a secret across any cut included', async () => {
    const texts = [`${'a "quoted" line\n'.repeat(3_000)}`, 'b'.repeat(30_000), '', 'é🙂'.repeat(9_000)];
    const commands = ['show clock', 'show users', 'show inventory', 'show arp'];
    const script = {
      answers: Object.fromEntries(commands.map((command, index) => [command, `${texts[index]}${SECRET}`])),
    };
    const setting = createToolSetting({
      devices: ['sw1', 'sw2'].map((name) => fakeDevice(name)),
      planted: SECRET,
      script: () => script,
    });
    const { run_id } = await setting.call(runCommand, { select: 'all', commands });
    const read = new Map<string, string>();
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Page = await pageOf(setting, { run_id, raw: true, ...(cursor !== null && { cursor }) });
      expect(JSON.stringify(page).length).toBeLessThanOrEqual(20_000);
      expect(JSON.stringify(page)).not.toContain('PLANTED');
      for (const { device, answers } of page.results) {
        for (const { command, text } of answers)
          read.set(`${device} ${command}`, `${read.get(`${device} ${command}`) ?? ''}${text}`);
      }
      cursor = page.next_cursor;
      pages += 1;
    } while (cursor !== null && pages < 100);
    expect(pages).toBeGreaterThan(5);
    for (const device of ['sw1', 'sw2']) {
      commands.forEach((command, index) => {
        expect(read.get(`${device} ${command}`)).toBe(`${texts[index]}<secret>`);
      });
    }
  });
});
