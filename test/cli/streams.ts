/** Streams that keep what is written to them, and lines as plain text. */
import type { Line } from '../../src/cli/line.ts';
import type { Output } from '../../src/cli/print.ts';

export function captureStream(terminal?: { readonly columns: number }): Output & { readonly text: () => string } {
  let written = '';
  return {
    write: (chunk: unknown, done?: unknown) => {
      written += String(chunk);
      if (typeof done === 'function') done();
      return true;
    },
    ...(terminal === undefined ? {} : { isTTY: true, columns: terminal.columns }),
    text: () => written,
  } as Output & { readonly text: () => string };
}

/** Lines as they look without colour. */
export const plainText = (lines: readonly Line[]): string =>
  lines.map((line) => line.map((part) => (typeof part === 'string' ? part : part.text)).join('')).join('\n');
