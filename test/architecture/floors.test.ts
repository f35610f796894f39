/** The floors and rooms of the house hold, and the rules that say so can fail. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, describe, expect, it } from 'vitest';

const TOP = join(import.meta.dirname, '../..');
const ruleSet = createRequire(import.meta.url)('../tooling/dependency-cruiser.cjs') as IConfiguration;

/** Looks at src/ below `folder` with the rules `npm run lint` uses. */
async function look(folder: string): Promise<{ readonly modules: number; readonly violations: readonly string[] }> {
  const result = await cruise(['src'], {
    ...ruleSet.options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: ruleSet.forbidden ?? [] },
    tsConfig: { fileName: join(TOP, 'tsconfig.json') },
  });
  const { modules, summary } = result.output as ICruiseResult;
  return {
    modules: modules.filter((module) => module.source.startsWith('src/')).length,
    violations: summary.violations.map((each) => `${each.rule.name}: ${each.from} -> ${each.to}`),
  };
}

describe('floors', () => {
  it('hold in src/', async () => {
    const { modules, violations } = await look(TOP);
    expect(modules).toBeGreaterThan(20);
    expect(violations).toEqual([]);
  });
});

describe('a planted fault is found', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** A small house with the given files beside two that are as they should be. */
  async function violationsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-floors-'));
    folders.push(folder);
    const all = {
      'src/core/errors.ts': 'export const errors = 1;\n',
      'src/engine/runs.ts': "import { errors } from '../core/errors.ts';\nexport const runs = errors;\n",
      'node_modules/ssh2/package.json': '{"name":"ssh2","version":"1.0.0","main":"index.js"}',
      'node_modules/ssh2/index.js': 'module.exports = {};\n',
      'package.json': '{"name":"house","type":"module","dependencies":{"ssh2":"1.0.0"}}',
      ...files,
    };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return (await look(folder)).violations;
  }

  it('finds nothing where nothing is planted', async () => {
    expect(await violationsOf({})).toEqual([]);
  });

  it.each([
    {
      fault: 'an import of a higher floor',
      files: { 'src/core/up.ts': "import { runs } from '../engine/runs.ts';\nexport const up = runs;\n" },
      rule: 'floor-of-core: src/core/up.ts -> src/engine/runs.ts',
    },
    {
      fault: 'a type from a higher floor',
      files: { 'src/core/up.ts': "import type { runs } from '../engine/runs.ts';\nexport type Up = typeof runs;\n" },
      rule: 'floor-of-core: src/core/up.ts -> src/engine/runs.ts',
    },
    {
      fault: 'a sideways import',
      files: {
        'src/parsing/rows.ts': 'export const rows = 1;\n',
        'src/summary/group.ts': "import { rows } from '../parsing/rows.ts';\nexport const group = rows;\n",
      },
      rule: 'floor-of-summary: src/summary/group.ts -> src/parsing/rows.ts',
    },
    {
      fault: 'a door used the wrong way round',
      files: {
        'src/inventory/device.ts': 'export const device = 1;\n',
        'src/config/config.ts': "import { device } from '../inventory/device.ts';\nexport const config = device;\n",
      },
      rule: 'floor-of-config: src/config/config.ts -> src/inventory/device.ts',
    },
    {
      fault: 'a cycle of types in one room',
      files: {
        'src/core/a.ts': "import type { B } from './b.ts';\nexport type A = B | 1;\n",
        'src/core/b.ts': "import type { A } from './a.ts';\nexport type B = A | 2;\n",
      },
      rule: 'no-cycle: src/core/a.ts -> src/core/b.ts',
    },
    {
      fault: 'ssh2 outside its rooms',
      files: { 'src/engine/raw.ts': "import { Client } from 'ssh2';\nexport const raw = Client;\n" },
      rule: 'only-ssh-and-lab-knows-ssh2: src/engine/raw.ts -> node_modules/ssh2/index.js',
    },
    {
      fault: 'a room without a floor',
      files: { 'src/attic/box.ts': "import { errors } from '../core/errors.ts';\nexport const box = errors;\n" },
      rule: 'no-unknown-room-imports: src/attic/box.ts -> src/core/errors.ts',
    },
    {
      fault: 'an import that leads nowhere',
      files: { 'src/core/lost.ts': "import { gone } from './gone.ts';\nexport const lost = gone;\n" },
      rule: 'no-unresolvable: src/core/lost.ts -> ./gone.ts',
    },
  ])('$fault', async ({ files, rule }) => {
    expect(await violationsOf(files)).toContain(rule);
  });
});
