/**
 * Scripts of ours as plain JavaScript, for tests that start a process fifty times: Node starts one in a quarter of the
 * time that it needs with a loader.
 */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** Writes the script and the rooms it needs (`src/core`) below `folder`; answers the script's new path. */
export async function plainScript(folder: string, source: URL, rooms: readonly string[]): Promise<string> {
  const script = relative(ROOT, fileURLToPath(source));
  const files = [script];
  for (const room of rooms) {
    const names = await readdir(join(ROOT, room), { recursive: true });
    files.push(...names.filter((name) => name.endsWith('.ts')).map((name) => join(room, name)));
  }
  const compilerOptions: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
  };
  for (const file of files) {
    const { outputText } = ts.transpileModule(await readFile(join(ROOT, file), 'utf8'), { compilerOptions });
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file.replace(/\.ts$/, '.js')), outputText);
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, script.replace(/\.ts$/, '.js'));
}
