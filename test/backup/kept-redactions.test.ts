import { describe, expect, it } from 'vitest';
import { createLineTable } from '../../src/backup/line-table.ts';
import { asPacked, packConfigs, unpackConfigs } from '../../src/backup/packed-configs.ts';
import { createRedactedConfigs, linesOf } from '../../src/backup/redacted-configs.ts';

const CONTENTS: Readonly<Record<string, string>> = { a: 'key s3cret\nx\n', b: 'x\ny held\n' };

/** A file in memory, and processes over it: each holds what it is told and redacts with the code it is told. */
function setting() {
  let written: unknown = null;
  const start = (state: { code: string; held: string[] }) => {
    let redactions = 0;
    const redacted = createRedactedConfigs({
      repo: {
        async read(ids, each) {
          for (const id of ids) if (CONTENTS[id] !== undefined) each(id, CONTENTS[id]);
        },
      },
      publicText: (text) => {
        redactions++;
        return `${state.code}: ${state.held.reduce((shown, word) => shown.replaceAll(word, '<held>'), text)}`;
      },
      outlives: {
        file: {
          read: async () => JSON.parse(JSON.stringify(written)),
          write: async (value) => {
            written = value;
          },
        },
        state: () => ({ ...state, held: [...state.held] }),
      },
    });
    const texts = async () => {
      const found: Record<string, string> = {};
      await redacted.each(['a', 'b'], (id, config) => {
        found[id] = linesOf(config).join('|');
      });
      return found;
    };
    return { redacted, texts, redactions: () => redactions };
  };
  return { start, written: () => written, write: (value: unknown) => (written = value) };
}

describe('redacted lines in a file', () => {
  it('serve the next process without a redaction, also one that holds less', async () => {
    const { start } = setting();
    const first = start({ code: '1', held: ['held'] });
    const texts = await first.texts();
    await first.redacted.save(async () => ['a', 'b']);
    const next = start({ code: '1', held: [] });
    expect(await next.texts()).toEqual(texts);
    expect(next.redactions()).toBe(0);
    expect(texts).toEqual({ a: '1: key s3cret|x', b: '1: x|y <held>' });
  });

  it('are made anew by other code, and by a process that holds a secret more', async () => {
    for (const state of [
      { code: '2', held: [] },
      { code: '1', held: ['held'] },
    ]) {
      const { start } = setting();
      const first = start({ code: '1', held: [] });
      await first.texts();
      await first.redacted.save(async () => ['a', 'b']);
      const next = start(state);
      await next.texts();
      expect(next.redactions()).toBe(2);
    }
  });

  it('are made anew in the same process when it comes to hold a secret more', async () => {
    const state = { code: '1', held: [] as string[] };
    const { texts, redactions } = setting().start(state);
    expect(await texts()).toMatchObject({ b: '1: x|y held' });
    state.held.push('held');
    expect(await texts()).toMatchObject({ b: '1: x|y <held>' });
    expect(redactions()).toBe(4);
  });

  it('are written for contents that are wanted, and only when something is new', async () => {
    const { start, written, write } = setting();
    const { redacted, texts } = start({ code: '1', held: [] });
    await texts();
    await redacted.save(async () => ['b', 'other']);
    expect(Object.keys(asPacked(written())?.configs ?? {})).toEqual(['b']);
    expect(asPacked(written())?.lines).toEqual(['1: x', 'y held']);
    write(null);
    await texts();
    await redacted.save(async () => ['a', 'b']);
    expect(written()).toBeNull();
  });

  it.each([[null], ['text'], [{ code: '1', held: [], lines: ['x'], configs: { a: 'AQAAAA==', b: 'AA==' } }]])(
    'are made anew when the file holds %j',
    async (value) => {
      const { start, write } = setting();
      write(value);
      const { texts } = start({ code: '1', held: [] });
      expect(await texts()).toEqual({ a: '1: key s3cret|x', b: '1: x|y held' });
    },
  );
});

it('packing and unpacking gives the same lines in another table', () => {
  const table = createLineTable();
  const numbered = (...lines: string[]) => ({ ids: Uint32Array.from(lines, table.idOf), table });
  const configs = new Map([
    ['a', numbered('x', 'y', '', 'x')],
    ['b', numbered('y')],
  ]);
  const packed = { code: '', held: [], ...packConfigs(configs) };
  const other = createLineTable();
  other.idOf('something else');
  const unpacked = unpackConfigs(packed, other);
  expect([...unpacked].map(([id, config]) => [id, linesOf(config)])).toEqual([
    ['a', ['x', 'y', '', 'x']],
    ['b', ['y']],
  ]);
});
