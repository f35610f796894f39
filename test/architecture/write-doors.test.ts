/** The few places from which a device can be changed: who may issue the right, open a session with it, and type. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseSource, type SourceFile, sourceFiles, walk } from '../support/source-files.ts';

/** How a name is used: imported as a value, or called as a method. */
interface Door {
  readonly name: string;
  readonly use: 'import' | 'call';
  /** Every file that may, and each must. */
  readonly owners: readonly string[];
  /** A file that breaks the rule. */
  readonly planted: string;
}

const DOORS: readonly Door[] = [
  {
    name: 'issueWritePermit',
    use: 'import',
    owners: ['src/change/open-for-change.ts'],
    planted: "import { issueWritePermit } from '../core/write-permit.ts';\nissueWritePermit('a', 'b', 'b');\n",
  },
  {
    name: 'WritePermit',
    use: 'import',
    owners: ['src/ssh/open-session.ts'],
    planted: "import { WritePermit as Permit } from '../core/write-permit.ts';\nPermit.isFor(1, 'a');\n",
  },
  {
    name: 'openChangeSession',
    use: 'import',
    owners: ['src/engine/fleet.ts'],
    planted: "import { openChangeSession } from '../ssh/open-session.ts';\n",
  },
  {
    name: 'openShellSession',
    use: 'import',
    owners: ['src/ssh/open-session.ts'],
    planted: "import { openShellSession } from '../ssh/shell-session.ts';\n",
  },
  {
    name: 'openForChange',
    use: 'call',
    owners: ['src/change/open-for-change.ts'],
    planted: 'fleet?.openForChange(device, { permit });\n',
  },
  {
    name: 'type',
    use: 'call',
    owners: ['src/change/apply-change.ts', 'src/change/type-lines.ts'],
    planted: "await session.type('reload', { expect: [] });\n",
  },
];

/** The lab types into nothing: it is what is typed into. */
const isOurs = ({ path }: SourceFile) => !path.startsWith('src/lab/');

function uses({ tree }: SourceFile, { name, use }: Pick<Door, 'name' | 'use'>): boolean {
  let found = false;
  walk(tree, (node) => {
    if (use === 'import') found ||= ts.isImportDeclaration(node) && importsValue(node, name);
    else
      found ||=
        ts.isPropertyAccessExpression(node) &&
        node.name.text === name &&
        ts.isCallExpression(node.parent) &&
        node.parent.expression === node;
  });
  return found;
}

function importsValue({ importClause }: ts.ImportDeclaration, name: string): boolean {
  const named = importClause?.namedBindings;
  if (importClause === undefined || importClause.phaseModifier === ts.SyntaxKind.TypeKeyword || named === undefined)
    return false;
  // `import * as` would hide what is used.
  if (!ts.isNamedImports(named)) return false;
  return named.elements.some((each) => !each.isTypeOnly && (each.propertyName ?? each.name).text === name);
}

describe('changing a device', () => {
  const files = sourceFiles().filter(isOurs);

  it.each(DOORS)('$name belongs to $owners', (door) => {
    const planted = parseSource('src/tools/planted.ts', door.planted);
    expect(uses(planted, door), 'a planted fault is found').toBe(true);
    expect(files.filter((file) => uses(file, door)).map(({ path }) => path)).toEqual(door.owners);
  });

  it('hides behind no namespace import of those rooms', () => {
    const hidden = files.filter(({ text }) =>
      /import \* as \w+ from '[^']*(?:write-permit|open-session|shell-session|fleet)\.ts'/.test(text),
    );
    expect(hidden.map(({ path }) => path)).toEqual([]);
  });

  it('sends nothing to a terminal but through the conversation', () => {
    const senders = files.filter((file) => uses(file, { name: 'send', use: 'call' })).map(({ path }) => path);
    expect(senders.filter((path) => path.startsWith('src/ssh/'))).toEqual([
      'src/ssh/conversation.ts',
      'src/ssh/login-screen.ts',
      'src/ssh/shell-session.ts',
    ]);
  });
});
