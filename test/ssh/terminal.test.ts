import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanTerminal, withoutEcho } from '../../src/ssh/terminal.ts';

describe('cleanTerminal shows what a terminal would', () => {
  test.each([
    ['plain', 'a\r\nb\r\n', 'a\nb\n'],
    ['doubled returns of NX-OS', 'a\r\r\n', 'a\n'],
    [
      'backspaced pager of IOS',
      ' --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\binterface Vlan1',
      'interface Vlan1',
    ],
    ['pager erased by return and blanks', '--More--\r        \rinterface Vlan1', 'interface Vlan1'],
    ['pager erased by an escape code', '\u001b[7m--More--\u001b[m\r\u001b[Kline', 'line'],
    ['colours', '\u001b[01;32msw1\u001b[0m#', 'sw1#'],
    ['a window title', '\u001b]0;user@host: ~\u0007user@host:~$ ', 'user@host:~$ '],
    ['bracketed paste', '\u001b[?2004hsw1# ', 'sw1# '],
    ['NUL and bell', 'a\u0000b\u0007c', 'abc'],
    ['C1 control sequence', 'a\u009b31mb', 'ab'],
    ['trailing blanks of a prompt stay', 'sw1# ', 'sw1# '],
    ['tabs stay', 'a\tb', 'a\tb'],
  ])('%s', (_name, raw, shown) => {
    expect(cleanTerminal(raw)).toBe(shown);
  });

  test('cleaning twice equals cleaning once, on any text', () => {
    const noisy = fc.string({
      unit: fc.constantFrom('a', ' ', '\b', '\r', '\n', '\u001b', '[', 'K', '7', 'm', '\u009b', ']', '\u0007'),
    });
    fc.assert(
      fc.property(noisy, (text) => {
        const once = cleanTerminal(text);
        expect(cleanTerminal(once)).toBe(once);
      }),
    );
  });

  test('a megabyte of backspaces is linear work', () => {
    expect(cleanTerminal('\b'.repeat(1_000_000))).toBe('');
  });
});

describe('withoutEcho takes away the echo and nothing else', () => {
  test.each([
    ['an echo', 'show version\nCisco', 'show version', 'Cisco'],
    ['no echo', 'Cisco IOS', 'show version', 'Cisco IOS'],
    ['an echo wrapped at 80 columns', 'show interf\naces\nGi1', 'show interfaces', 'Gi1'],
    ['an echo with blanks put in', 'show  version \nJunos', 'show version', 'Junos'],
    ['an answer that starts like the command', 'show version 1\nx', 'show version', 'show version 1\nx'],
    ['an echo and nothing more', 'show version', 'show version', ''],
  ])('%s', (_name, output, command, rest) => {
    expect(withoutEcho(output, command)).toBe(rest);
  });
});
