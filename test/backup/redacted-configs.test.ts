import { describe, expect, it } from 'vitest';
import { createRedactedConfigs, linesOf } from '../../src/backup/redacted-configs.ts';

function setting(
  contents: Readonly<Record<string, string>>,
  bounds: { readonly mostLines?: number; readonly mostTableChars?: number } = {},
) {
  const asked: string[][] = [];
  let redactions = 0;
  const redacted = createRedactedConfigs({
    repo: {
      async read(ids, each) {
        asked.push([...ids]);
        for (const id of ids) if (contents[id] !== undefined) each(id, contents[id]);
      },
    },
    publicText: (text) => {
      redactions++;
      return text.replaceAll('s3cret', '<secret>');
    },
    ...bounds,
  });
  const textsOf = async (...ids: readonly string[]) => {
    const found: Record<string, readonly string[]> = {};
    await redacted.each(ids, (id, config) => {
      found[id] = linesOf(config);
    });
    return found;
  };
  return { asked, textsOf, redactions: () => redactions };
}

describe('redacted configurations', () => {
  it('are lines without secrets; what is unknown is left out', async () => {
    const { textsOf } = setting({ a: 'key s3cret\n x\n', b: 'y' });
    expect(await textsOf('a', 'b', 'none')).toEqual({ a: ['key <secret>', ' x'], b: ['y'] });
  });

  it('are read and redacted once', async () => {
    const { asked, textsOf, redactions } = setting({ a: 'x\n', b: 'y\n' });
    await textsOf('a', 'a');
    await textsOf('a', 'b');
    expect(await textsOf('b', 'a')).toEqual({ a: ['x'], b: ['y'] });
    expect(asked).toEqual([['a'], ['b']]);
    expect(redactions()).toBe(2);
  });

  it('are dropped beyond the bound, the longest unused first', async () => {
    const { asked, textsOf } = setting({ a: 'aaaa', b: 'bbbb', c: 'cccc' }, { mostLines: 2 });
    await textsOf('a');
    await textsOf('b');
    await textsOf('a');
    await textsOf('c');
    asked.length = 0;
    expect(await textsOf('a', 'b', 'c')).toEqual({ a: ['aaaa'], b: ['bbbb'], c: ['cccc'] });
    expect(asked).toEqual([['b']]);
  });

  it('are handed over whole, also one that is larger than the bound', async () => {
    const { asked, textsOf } = setting({ a: 'x\nx\nx' }, { mostLines: 2 });
    expect(await textsOf('a')).toEqual({ a: ['x', 'x', 'x'] });
    await textsOf('a');
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('are forgotten all together when their lines are too many, and handed over all the same', async () => {
    const { asked, textsOf } = setting({ a: 'aaaa', b: 'bbbb', c: 'aaaa' }, { mostTableChars: 7 });
    expect(await textsOf('a', 'b', 'c')).toEqual({ a: ['aaaa'], b: ['bbbb'], c: ['aaaa'] });
    asked.length = 0;
    expect(await textsOf('a', 'b', 'c')).toEqual({ a: ['aaaa'], b: ['bbbb'], c: ['aaaa'] });
    expect(asked).toEqual([['a', 'b']]);
  });
});
