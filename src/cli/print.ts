/**
 * The only printer of the command line. Knows stdout, stderr, their widths and colours; makes every text harmless
 * before it reaches a terminal. Knows nothing of what it prints.
 */
import type { WriteStream } from 'node:tty';
import { clip, stripUnsafe } from '../core/text.ts';
import type { Emphasis, Line } from './line.ts';

export interface Printer {
  /** A person watches stderr: progress is redrawn, questions can be asked. */
  readonly isInteractive: boolean;
  /** Characters in a row of the terminal; 80 where there is none. */
  readonly columns: number;
  /** Lines on stdout: the answer. */
  out(lines: readonly Line[]): void;
  /** One JSON document on stdout. */
  json(value: unknown): void;
  /** Text on stdout to the byte; on a terminal without what could harm it. */
  raw(text: string): void;
  /** Lines on stderr: everything that is not the answer. */
  note(lines: readonly Line[]): void;
  /** Redraws one line at the bottom of an interactive stderr; null takes it away. */
  status(text: string | null): void;
  /** Resolves when all of it has been handed over. */
  flush(): Promise<void>;
}

/** SGR numbers, see ECMA-48. */
const CODES: Readonly<Record<Emphasis, number>> = { strong: 1, dim: 2, good: 32, warn: 33, bad: 31 };

/** What of a stream the printer uses. */
export type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** Colour only on a terminal, and never with NO_COLOR set (to anything but nothing) or TERM=dumb. */
export function createPrinter(options: {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Printer {
  const { stdout, stderr, env } = options;
  const isDumb = env['TERM'] === 'dumb';
  const hasColour = (stream: Output) => stream.isTTY === true && !env['NO_COLOR'] && !isDumb;
  const isInteractive = stderr.isTTY === true && !isDumb;
  let status = '';
  const clear = () => {
    if (status !== '') stderr.write('\r\u001b[K');
  };
  const draw = () => {
    if (status !== '') stderr.write(status);
  };
  const print = (stream: Output, text: string) => {
    clear();
    stream.write(text);
    draw();
  };
  const render = (lines: readonly Line[], stream: Output) =>
    lines
      .map(
        (line) =>
          `${line
            .map((part) => rendered(part, hasColour(stream)))
            .join('')
            .trimEnd()}\n`,
      )
      .join('');
  return {
    isInteractive,
    get columns() {
      return stderr.columns ?? stdout.columns ?? 80;
    },
    out: (lines) => print(stdout, render(lines, stdout)),
    json: (value) => print(stdout, `${JSON.stringify(value, (_, item) => clean(item), 2)}\n`),
    raw: (text) => print(stdout, stdout.isTTY === true ? stripUnsafe(text) : text),
    note: (lines) => print(stderr, render(lines, stderr)),
    status(text) {
      if (!isInteractive) return;
      clear();
      // The last column stays empty: some terminals wrap as soon as it is written.
      status = text === null ? '' : clip(oneRow(text), this.columns - 1);
      draw();
    },
    flush: async () => {
      for (const stream of [stdout, stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()));
    },
  };
}

const clean = (value: unknown) => (typeof value === 'string' ? stripUnsafe(value) : value);

const oneRow = (text: string) => stripUnsafe(text).replace(/[\n\t]/g, ' ');

function rendered(part: Line[number], hasColour: boolean): string {
  if (typeof part === 'string') return oneRow(part);
  return hasColour ? `\u001b[${CODES[part.emphasis]}m${oneRow(part.text)}\u001b[0m` : oneRow(part.text);
}
