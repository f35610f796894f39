/** What the filters after `|` leave of a text. */
import { describe, expect, test } from 'vitest';
import { applyPipes, CISCO_PIPES, JUNOS_PIPES, splitPipes } from '../../src/lab/output-pipes.ts';

const CONFIG = `hostname sw1
interface Gi0/1
 description a|b
 shutdown
interface Gi0/2
router bgp 1
 neighbor 10.0.0.1
`;

const cisco = (...pipes: string[]) => applyPipes(CONFIG, pipes, CISCO_PIPES)?.text ?? null;

describe('pipes', () => {
  test.each([
    ['include interface', 'interface Gi0/1\ninterface Gi0/2\n'],
    ['inc ^host|^router', 'hostname sw1\nrouter bgp 1\n'],
    ['exclude Gi|desc|shut|bgp|neigh', 'hostname sw1\n'],
    ['begin router', 'router bgp 1\n neighbor 10.0.0.1\n'],
    ['section interface Gi0/1', 'interface Gi0/1\n description a|b\n shutdown\n'],
    ['count interface', 'Number of lines which match regexp = 2\n'],
    ['last 1', ' neighbor 10.0.0.1\n'],
    ['include nothing-like-it', ''],
    ['include (', ''],
    ['bogus x', null],
    ['include', null],
    ['match interface', null],
  ])('%s', (pipe, expected) => {
    expect(cisco(pipe)).toBe(expected);
  });

  test('follow each other', () => {
    expect(cisco('include interface', 'exclude 0/2')).toBe('interface Gi0/1\n');
  });

  test('that write elsewhere are told apart from those that filter', () => {
    expect(applyPipes(CONFIG, ['redirect flash:x'], CISCO_PIPES)).toEqual({ text: '', writes: 'redirect flash:x' });
    expect(applyPipes(CONFIG, ['tee flash:x'], CISCO_PIPES)).toMatchObject({ text: CONFIG, writes: 'tee flash:x' });
    expect(applyPipes(CONFIG, ['save x'], JUNOS_PIPES)).toMatchObject({ writes: 'save x' });
    expect(applyPipes(CONFIG, ['include a'], CISCO_PIPES)?.writes).toBeNull();
  });

  test('are split from the command, bars inside a pattern are not', () => {
    expect(splitPipes('show run | include a|b | count')).toEqual({
      command: 'show run',
      pipes: ['include a|b', 'count'],
    });
  });
});
