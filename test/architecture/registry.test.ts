/** The generated registry is what the files beside it make, and every tool is registered. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../support/source-files.ts';
import { registryText } from '../tooling/generate-registry.ts';

describe('registries', () => {
  it('every platform file is in platforms/registry.ts (npm run generate)', () => {
    expect(readFileSync('src/platforms/registry.ts', 'utf8')).toBe(registryText());
  });

  it('every tool file is in tools/registry.ts', () => {
    const registry = readFileSync('src/tools/registry.ts', 'utf8');
    const toolFiles = sourceFiles().filter((file) => /^export const \w+ = defineTool\(/m.test(file.text));
    expect(toolFiles.length).toBeGreaterThan(0);
    for (const { path } of toolFiles) expect(registry).toContain(`from './${path.replace('src/tools/', '')}'`);
  });
});
