/** Finds the regular expressions of a file. Knows literals and `new RegExp` of constant text; judges none. */
import ts from 'typescript';
import { lineOf, type SourceFile, walk } from '../support/source-files.ts';

export interface FoundPattern {
  /** `src/core/text.ts:12` */
  readonly place: string;
  /** Null when it is put together while the program runs. */
  readonly source: string | null;
  readonly flags: string;
  /** The reason given in a comment `// bounded: …` or `// built: …` on the line or just above it, or null. */
  readonly reason: string | null;
}

/** Every regular expression written in `file`, in order. */
export function patternsOf(file: SourceFile): FoundPattern[] {
  const found: FoundPattern[] = [];
  walk(file.tree, (node) => {
    const place = `${file.path}:${lineOf(file, node)}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({
        place,
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
        reason: reasonAt(file, node),
      });
    } else if (
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText(file.tree) === 'RegExp'
    ) {
      const [source, flags] = node.arguments ?? [];
      found.push({
        place,
        source: source === undefined ? '' : constantText(source),
        flags: flags === undefined ? '' : (constantText(flags) ?? ''),
        reason: reasonAt(file, node),
      });
    }
  });
  return found;
}

/** What a comment on the pattern's line, or in the comment block just above it, says for the pattern. */
function reasonAt(file: SourceFile, node: ts.Node): string | null {
  const lines = file.text.split('\n');
  const last = lineOf(file, node) - 1;
  let first = last;
  while (/^\s*(?:\/\/|\/?\*)/.test(lines[first - 1] ?? '')) first--;
  return /\b(?:bounded|built): (\S.{14,})/.exec(lines.slice(first, last + 1).join('\n'))?.[1] ?? null;
}

/** The value of a text made of constants (`'a'`, `'a' + 'b'`, `['a', 'b'].join('|')`, `String.raw`…``), or null. */
function constantText(node: ts.Expression): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return constantText(node.expression);
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'String.raw') {
    return ts.isNoSubstitutionTemplateLiteral(node.template) ? (node.template.rawText ?? null) : null;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const parts = [constantText(node.left), constantText(node.right)];
    return parts.includes(null) ? null : parts.join('');
  }
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'join' &&
    ts.isArrayLiteralExpression(node.expression.expression)
  ) {
    const parts = node.expression.expression.elements.map(constantText);
    const separator = node.arguments[0] === undefined ? ',' : constantText(node.arguments[0]);
    return parts.includes(null) || separator === null ? null : parts.join(separator);
  }
  return null;
}
