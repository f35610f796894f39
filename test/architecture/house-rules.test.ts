/** What a linter does not know: sizes, first comments, names, and who may write to standard output. */
import { basename } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { lineOf, parseSource, type SourceFile, sourceFiles, walk } from '../support/source-files.ts';

const MOST_FILE_LINES = 300;
const MOST_FUNCTION_LINES = 60;
const STDOUT_OWNERS = [/^src\/mcp\//, /^src\/cli\/print\.ts$/];

type Rule = (file: SourceFile) => string[];

const fileSize: Rule = (file) => {
  const lines = file.text.trimEnd().split('\n').length;
  return lines > MOST_FILE_LINES ? [`${file.path}: ${lines} lines, at most ${MOST_FILE_LINES}`] : [];
};

/** A function's own lines: one that makes an object of small functions is as long as what is between them. */
const functionSize: Rule = (file) => {
  const found: string[] = [];
  walk(file.tree, (node) => {
    if (!isFunction(node)) return;
    const first = lineOf(file, node);
    const lines = ownLines(file, node);
    if (lines > MOST_FUNCTION_LINES)
      found.push(`${file.path}:${first}: a function of ${lines} lines, at most ${MOST_FUNCTION_LINES}`);
  });
  return found;
};

const isFunction = (node: ts.Node): boolean => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

function ownLines(file: SourceFile, node: ts.Node): number {
  const lineAt = (position: number) => file.tree.getLineAndCharacterOfPosition(position).line;
  let lines = lineAt(node.end) - lineAt(node.getStart(file.tree)) + 1;
  const subtract = (child: ts.Node): void => {
    if (isFunction(child)) lines -= lineAt(child.end) - lineAt(child.getStart(file.tree));
    else ts.forEachChild(child, subtract);
  };
  ts.forEachChild(node, subtract);
  return lines;
}

const firstComment: Rule = (file) =>
  /^(?:#![^\n]*\n)?\/\*\*/.test(file.text)
    ? []
    : [`${file.path}: begins without a comment that says what the file knows`];

const kebabCase: Rule = (file) =>
  file.path.split('/').every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?(?:\.ts)?$/.test(part))
    ? []
    : [`${file.path}: not kebab-case`];

const stdout: Rule = (file) => {
  if (STDOUT_OWNERS.some((owner) => owner.test(file.path))) return [];
  const found: string[] = [];
  walk(file.tree, (node) => {
    if (ts.isPropertyAccessExpression(node) && node.getText(file.tree) === 'process.stdout') {
      found.push(`${file.path}:${lineOf(file, node)}: process.stdout belongs to mcp/ and cli/print.ts`);
    }
  });
  return found;
};

const barrel: Rule = (file) =>
  basename(file.path) === 'index.ts' && file.path !== 'src/index.ts'
    ? [`${file.path}: no barrel files but src/index.ts`]
    : [];

/** A platform's or tool's file is named after the id or name inside it. */
function nameInside(folder: string, definer: string, key: string): Rule {
  return (file) => {
    if (!file.path.startsWith(`src/${folder}/`)) return [];
    const found: string[] = [];
    walk(file.tree, (node) => {
      if (!ts.isCallExpression(node) || node.expression.getText(file.tree) !== definer) return;
      const [argument] = node.arguments;
      if (argument === undefined || !ts.isObjectLiteralExpression(argument)) return;
      const property = argument.properties.find((each) => each.name?.getText(file.tree) === key);
      if (property === undefined || !ts.isPropertyAssignment(property)) return;
      const id = property.initializer.getText(file.tree).slice(1, -1);
      const wanted = `${id.replaceAll('_', '-')}.ts`;
      if (basename(file.path) !== wanted) found.push(`${file.path}: ${key} is ${id}, so the file should be ${wanted}`);
    });
    return found;
  };
}

/** Each rule with a file that breaks it, so that a rule that cannot fail is noticed. */
const RULES: readonly { readonly name: string; readonly rule: Rule; readonly planted: SourceFile }[] = [
  {
    name: `no file is over ${MOST_FILE_LINES} lines`,
    rule: fileSize,
    planted: parseSource('src/core/long.ts', 'x();\n'.repeat(MOST_FILE_LINES + 1)),
  },
  {
    name: `no function is over ${MOST_FUNCTION_LINES} lines`,
    rule: functionSize,
    planted: parseSource('src/core/long.ts', `const f = () => {\n${'  x();\n'.repeat(MOST_FUNCTION_LINES)}};\n`),
  },
  {
    name: 'every file says first what it knows',
    rule: firstComment,
    planted: parseSource('src/core/bare.ts', 'export const a = 1;\n'),
  },
  { name: 'names are kebab-case', rule: kebabCase, planted: parseSource('src/core/badName.ts', '') },
  {
    name: 'only mcp/ and cli/print.ts write to standard output',
    rule: stdout,
    planted: parseSource('src/engine/loud.ts', "process.stdout.write('hello');\n"),
  },
  { name: 'there are no barrel files', rule: barrel, planted: parseSource('src/core/index.ts', '') },
  {
    name: 'a platform file is named after its id',
    rule: nameInside('platforms', 'definePlatform', 'id'),
    planted: parseSource('src/platforms/ios.ts', "definePlatform({ id: 'cisco_ios' });\n"),
  },
  {
    name: 'a tool file is named after its tool',
    rule: nameInside('tools', 'defineTool', 'name'),
    planted: parseSource('src/tools/check.ts', "defineTool({ name: 'check_devices' });\n"),
  },
];

describe('house rules', () => {
  const files = sourceFiles();

  it('looks at the source', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(RULES)('$name', ({ rule, planted }) => {
    expect(rule(planted), 'a planted fault is found').not.toEqual([]);
    expect(files.flatMap(rule)).toEqual([]);
  });
});
