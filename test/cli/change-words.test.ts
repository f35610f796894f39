/** What the commands of change read and say, piece by piece. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextStep, STATES } from '../../src/cli/change-states.ts';
import type { Line } from '../../src/cli/line.ts';
import { readChangeSource } from '../../src/cli/read-change-source.ts';
import { inShellWords } from '../../src/cli/shell-command.ts';
import { createWaveWatch, waveAt } from '../../src/cli/show-waves.ts';

describe('waves', () => {
  it('are told from how many devices have ended', () => {
    const waves = [1, 3, 10];
    const at = [0, 1, 3, 4, 13, 14, 99].map((done) => waveAt(waves, done));
    expect(at).toEqual([1, 2, 2, 3, 3, 3, 3]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), fc.nat(2_000), (sizes, done) => {
        const wave = waveAt(sizes, done);
        const before = sizes.slice(0, wave - 1).reduce((sum, size) => sum + size, 0);
        return before <= done || wave === 1;
      }),
    );
  });

  const progress = (done: number) => ({
    runId: 'r',
    done,
    selected: 14,
    failed: 0,
    attention: 0,
    perSecond: 0,
    etaMs: null,
  });

  it('are announced once each, and no more once the push has stopped', async () => {
    const said: string[] = [];
    let halted = false;
    const say = (line: Line) => void said.push(String(line[0]));
    const place = createWaveWatch({ waves: [1, 3, 10], say, isHalted: async () => halted });
    expect(place(progress(0))).toBe('wave 1 of 3');
    place(progress(2));
    place(progress(2));
    await Promise.resolve();
    expect(await settled(() => place(progress(3)))).toBe('wave 2 of 3');
    halted = true;
    place(progress(12));
    expect(await settled(() => place(progress(12)))).toBe('stopping');
    place(progress(14));
    expect(said).toEqual([
      'Wave 1 of 3, the canary: 1 device',
      'Wave 2 of 3: 3 devices',
      'No new wave starts; the devices under way come to their end.',
    ]);
  });

  const settled = async <T>(work: () => T): Promise<T> => {
    await new Promise(setImmediate);
    return work();
  };
});

describe('next steps', () => {
  const at = (state: (typeof STATES)[number], of: 'running' | 'halted' | 'interrupted') =>
    nextStep({ state, code: 'CONN_TIMEOUT' }, "sw 1's", { id: 'c-1', state: of });

  it('are there for every end that is not well, and quoted for a shell', () => {
    for (const state of STATES) {
      if (state === 'saved') expect(at(state, 'halted')).toBeNull();
      else expect(at(state, 'halted')).not.toBeNull();
    }
    expect(at('drift', 'halted')).toContain(`rollcall rollback c-1 --select 'sw 1'\\''s'`);
  });

  it('lead to recover only where a crash left something', () => {
    for (const state of ['waiting', 'intent', 'applied', 'confirming'] as const) {
      expect(at(state, 'running')).toBeNull();
      expect(at(state, 'interrupted')).toBe('rollcall recover');
    }
    expect(at('waiting', 'halted')).toMatch(/^plan it again/);
    expect(at('not_started', 'halted')).toMatch(/^mend the reason/);
  });
});

describe('sentences', () => {
  it.each([
    ['Undo: rollback_change change_id=c-2-a.', 'Undo: rollcall rollback c-2-a.'],
    ['Now push_config plan_id=p-1-b, and wait.', 'Now rollcall push p-1-b, and wait.'],
    ['Use the answer of push_config.', 'Use the answer of push_config.'],
  ])('%s', (sentence, shell) => expect(inShellWords(sentence)).toBe(shell));
});

describe('where the lines come from', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-source-'));
    await writeFile(join(folder, 'lines.txt'), '\ufeffinterface Vlan10\r\n description x\r\n\r\n');
    await writeFile(join(folder, 't.j2'), 'ntp server {{ ntp }}\r\n');
    await writeFile(join(folder, 'v.yaml'), 'ntp: 192.0.2.1\nmtu: 9214\nup: true\n');
    await writeFile(join(folder, 'deep.yaml'), 'ntp: [192.0.2.1]\n');
    await writeFile(join(folder, 'list.yaml'), '- 1\n');
    await writeFile(join(folder, 'bytes'), Buffer.from([0xff, 0xfe, 0x00]));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is the command line, a file, or a template', async () => {
    expect(await readChangeSource({ command: ['a', ' b'] }, folder)).toEqual({ kind: 'lines', lines: ['a', ' b'] });
    expect(await readChangeSource({ file: 'lines.txt' }, folder)).toEqual({
      kind: 'lines',
      lines: ['interface Vlan10', ' description x'],
    });
    const options = { template: 't.j2', varsFile: 'v.yaml', var: ['ntp=192.0.2.2', 'eq=a=b', 'empty='] };
    expect(await readChangeSource(options, folder)).toEqual({
      kind: 'template',
      template: 'ntp server {{ ntp }}\n',
      vars: { ntp: '192.0.2.2', mtu: '9214', up: 'true', eq: 'a=b', empty: '' },
    });
  });

  it.each([
    [{}, /one place/],
    [{ command: ['a'], file: 'lines.txt' }, /one place/],
    [{ command: ['a'], var: ['a=b'] }, /for a template/],
    [{ template: 't.j2', var: ['=b'] }, /name=value/],
    [{ template: 't.j2', varsFile: 'deep.yaml' }, /ntp is not a plain value/],
    [{ template: 't.j2', varsFile: 'list.yaml' }, /not a map/],
    [{ file: 'none.txt' }, /does not exist/],
    [{ file: 'bytes' }, /not UTF-8/],
  ])('is refused: %j', async (options, message) => {
    await expect(readChangeSource(options, folder)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
    });
  });
});
