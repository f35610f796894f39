import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mark } from '../../src/cli/line.ts';
import { createPrinter } from '../../src/cli/print.ts';
import { captureStream } from './streams.ts';

const printer = (env: Record<string, string> = {}, columns?: number) => {
  const terminal = columns === undefined ? undefined : { columns };
  const [stdout, stderr] = [captureStream(terminal), captureStream(terminal)];
  return { print: createPrinter({ stdout, stderr, env }), stdout: stdout.text, stderr: stderr.text };
};

describe('the printer', () => {
  it('lets no text forge a line, a colour or a cursor movement', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { print, stdout } = printer({}, 80);
        print.out([[text, mark('bad', text)]]);
        const output = stdout().replaceAll('\u001b[31m', '').replaceAll('\u001b[0m', '');
        expect(output).toMatch(/^[^\n]*\n$/);
        expect(output.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u200b]/);
      }),
    );
  });

  it('colours a terminal only, and not with NO_COLOR or on a dumb one', () => {
    const shown = (env: Record<string, string>, columns?: number) => {
      const { print, stdout } = printer(env, columns);
      print.out([[mark('bad', 'x')]]);
      return stdout();
    };
    expect(shown({}, 80)).toBe('\u001b[31mx\u001b[0m\n');
    expect(shown({})).toBe('x\n');
    expect(shown({ NO_COLOR: '1' }, 80)).toBe('x\n');
    expect(shown({ NO_COLOR: '' }, 80)).toBe('\u001b[31mx\u001b[0m\n');
    expect(shown({ TERM: 'dumb' }, 80)).toBe('x\n');
  });

  it('redraws one status line no wider than the terminal, keeps it below other lines, and takes it away', () => {
    const { print, stderr } = printer({}, 10);
    print.status('0123456789abc');
    print.note([['note']]);
    print.status(null);
    expect(stderr()).toBe('01234567…\r\u001b[Knote\n01234567…\r\u001b[K');
  });

  it('draws no status where nobody watches', () => {
    const { print, stderr } = printer();
    print.status('12 of 20');
    expect(stderr()).toBe('');
  });

  it('prints JSON that parses, without control characters of any kind', () => {
    const { print, stdout } = printer();
    print.json({ a: 'x\u001b[31m\u202ey', b: [1, null] });
    expect(JSON.parse(stdout())).toEqual({ a: 'xy', b: [1, null] });
  });
});
