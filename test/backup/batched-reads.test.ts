import { describe, expect, it } from 'vitest';
import { createBatchedReads } from '../../src/backup/batched-reads.ts';

/** A repository that answers `<id>!` for every id but `unknown`, and notes what it was asked at once. */
function repository() {
  const asked: string[][] = [];
  const read = async (ids: readonly string[], each: (id: string, content: string) => void) => {
    asked.push([...ids]);
    await Promise.resolve();
    for (const id of ids) {
      if (id === 'broken') throw new Error('git failed');
      if (id !== 'unknown') each(id, `${id}!`);
    }
  };
  return { asked, read };
}

const same = (content: string) => content;

describe('reading single contents', () => {
  it('asks once for all that wait', async () => {
    const { asked, read } = repository();
    const readContent = createBatchedReads({ read });
    const first = readContent('a', same);
    const others = Promise.all(['b', 'c', 'b'].map((id) => readContent(id, same)));
    expect(await first).toBe('a!');
    expect(await others).toEqual(['b!', 'c!', 'b!']);
    expect(asked).toEqual([['a'], ['b', 'c']]);
  });

  it('answers with undefined for what is not there', async () => {
    const readContent = createBatchedReads(repository());
    expect(await readContent('unknown', same)).toBeUndefined();
  });

  it('fails the asker whose use of it fails, and nobody else', async () => {
    const readContent = createBatchedReads(repository());
    const failing = readContent('a', () => {
      throw new Error('not like the last');
    });
    await expect(Promise.all([readContent('a', same), readContent('b', same)])).resolves.toEqual(['a!', 'b!']);
    await expect(failing).rejects.toThrow('not like the last');
  });

  it('fails all who waited when the repository fails, and goes on afterwards', async () => {
    const readContent = createBatchedReads(repository());
    const both = Promise.allSettled([readContent('broken', same), readContent('broken', same)]);
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await readContent('a', same)).toBe('a!');
  });
});
