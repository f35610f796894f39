/** `load … terminal` of Junos: text typed in until Ctrl-D, as set lines or in braces. Knows statements only. */
import { ConfigSet } from '../config-set.ts';
import type { Reply } from '../personality.ts';
import type { JunosSession } from './junos-state.ts';

const FORMS = ['set', 'merge', 'override', 'replace', 'update'];

/** Takes `load FORM terminal`, then lines until Ctrl-D, then says what became of them. */
export function loadLine(cli: JunosSession, line: string, rest: string): Reply {
  const [form = '', source] = rest.split(' ');
  if (!FORMS.includes(form) || source !== 'terminal') return { text: cli.refusal('invalid', line, 5) };
  const typed: string[] = [];
  const ask: NonNullable<Reply['ask']> = {
    prompt: '',
    echo: true,
    answer: (text) => {
      typed.push(text);
      return { ask };
    },
    end: () => finish(cli, form, typed),
  };
  return { text: '[Type ^D at a new line to end input]\n', ask };
}

function finish(cli: JunosSession, form: string, typed: readonly string[]): Reply {
  if (cli.candidate === null) return {};
  const lines = form === 'set' ? typed.map((line) => line.trim()).filter((line) => line !== '') : setLines(typed);
  if (form === 'override' || form === 'update') {
    cli.candidate = new ConfigSet([]);
    if (cli.entry !== 'private') cli.state.shared = cli.candidate;
    cli.pending = [`load ${form} terminal`];
  }
  const errors: string[] = [];
  for (const [index, line] of lines.entries()) {
    const changed = cli.candidate.apply(line);
    if (changed === null) errors.push(`terminal:${index + 1}:(1) syntax error: ${line.split(' ', 1)[0]}\n`);
    else if (changed) cli.pending.push(line);
  }
  const count = errors.length === 0 ? '' : ` (${errors.length} errors)`;
  return { slow: true, text: `${errors.join('')}load complete${count}\n` };
}

/** Statements in braces as `set` lines; marks such as `replace:` and comments are passed over. */
function setLines(typed: readonly string[]): string[] {
  const path: string[] = [];
  const lines: string[] = [];
  for (const raw of typed) {
    const line = (raw.split('##', 1)[0] ?? '').trim();
    if (line === '' || line.startsWith('#') || line.startsWith('/*') || line.endsWith(':')) continue;
    if (line === '}') path.pop();
    else if (line.endsWith('{')) path.push(line.slice(0, -1).trim());
    else if (line.endsWith(';')) lines.push(['set', ...path, line.slice(0, -1)].join(' '));
    else lines.push(line);
  }
  return lines;
}
