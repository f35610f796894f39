/** A copy of the room with a bug in it, beside the real rooms it stands on. Knows files; not what the bug is about. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Mutant } from './mutants.ts';
import type { Room } from './process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export interface RoomCopy {
  readonly room: Room;
  remove(): void;
}

/** @throws {Error} when the source has no place for the bug any more */
export async function roomWith({ name, edits }: Pick<Mutant, 'name' | 'edits'>): Promise<RoomCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-mutant-'));
  const remove = () => rmSync(folder, { recursive: true });
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    cpSync(join(ROOT, 'src/change'), join(folder, 'src/change'), { recursive: true });
    for (const room of readdirSync(join(ROOT, 'src'))) {
      if (room !== 'change') symlinkSync(join(ROOT, 'src', room), join(folder, 'src', room));
    }
    for (const { file, find, put } of edits) {
      const path = join(folder, 'src/change', file);
      const source = readFileSync(path, 'utf8');
      if (source.split(find).length !== 2) throw new Error(`"${name}" has no place in ${file} any more: ${find}`);
      writeFileSync(
        path,
        source.replace(find, () => put),
      );
    }
    const { createChanges } = (await import(join(folder, 'src/change/create-changes.ts'))) as { createChanges: Room };
    return { room: createChanges, remove };
  } catch (thrown) {
    remove();
    throw thrown;
  }
}
