/** Builds dist/ once before tests that start the built program, unless it is newer than every source file. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The time of the last change below `folder`, milliseconds since the epoch. */
function newestChangeMs(folder: string): number {
  return Math.max(
    0,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

export default function setup(): void {
  const isFresh = existsSync('dist/main.js') && statSync('dist/main.js').mtimeMs > newestChangeMs('src');
  if (!isFresh) execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
