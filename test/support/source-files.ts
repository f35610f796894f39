/** The files of src/ as text and as syntax trees, for tests about the code itself. Knows TypeScript; runs nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** From the top level, with `/`: `src/core/errors.ts`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

const TOP = join(import.meta.dirname, '../..');

/** Every TypeScript file below src/, in path order. */
export function sourceFiles(): SourceFile[] {
  return readdirSync(join(TOP, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(TOP, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(TOP, path), 'utf8')));
}

/** One file from text, for tests that plant a fault. */
export function parseSource(path: string, text: string): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Calls `look` for every node of the tree, parents first. */
export function walk(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => walk(child, look));
}

/** The node's first line, counted from 1. */
export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1;
}
