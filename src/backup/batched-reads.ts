/**
 * Single contents out of the repository, many askers at a time: a read costs a process, so those who wait share one.
 * Knows order; keeps nothing.
 */
import type { BackupRepo } from '../storage/backup-repo.ts';

/**
 * Answers with what `use` makes of the content, or undefined when the repository does not have it. `use` is called while
 * the content is in memory, so that a thousand waiting askers hold a thousand answers and not their contents.
 */
export type ReadContent = <T>(id: string, use: (content: string) => T) => Promise<T | undefined>;

interface Asker {
  readonly take: (content: string) => void;
  readonly end: () => void;
  readonly fail: (failure: unknown) => void;
}

/** One read at a time; whoever comes meanwhile is in the next. What `use` throws is that asker's alone. */
export function createBatchedReads(repo: Pick<BackupRepo, 'read'>): ReadContent {
  let waiting = new Map<string, Asker[]>();
  let isReading = false;

  const readAll = async (): Promise<void> => {
    isReading = true;
    while (waiting.size > 0) {
      const batch = waiting;
      waiting = new Map();
      const askers = [...batch.values()].flat();
      try {
        await repo.read([...batch.keys()], (id, content) => {
          for (const asker of batch.get(id) ?? []) asker.take(content);
        });
        for (const asker of askers) asker.end();
      } catch (failure) {
        for (const asker of askers) asker.fail(failure);
      }
    }
    isReading = false;
  };

  return <T>(id: string, use: (content: string) => T) =>
    new Promise<T | undefined>((resolve, reject) => {
      const take = (content: string): void => {
        try {
          resolve(use(content));
        } catch (failure) {
          reject(failure);
        }
      };
      const asker: Asker = { take, end: () => resolve(undefined), fail: reject };
      waiting.set(id, [...(waiting.get(id) ?? []), asker]);
      if (!isReading) void readAll();
    });
}
