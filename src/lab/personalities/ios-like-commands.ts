/** The exec commands every IOS-like device knows: levels, terminal, configuration, saving, and what changes state. */
import type { Command, CommandResult } from '../command-tree.ts';
import { parseConfig } from '../config-tree.ts';
import { clockLine } from '../text-forms.ts';
import type { Dialect, IosLikeSession } from './dialect.ts';
import { enterConfig } from './ios-like-config.ts';
import { saveConfig } from './ios-like-state.ts';

const quiet = (act: (cli: IosLikeSession, args: readonly string[]) => CommandResult | undefined) =>
  ((cli, args) => ({ slow: false, ...act(cli, args) })) satisfies Command<IosLikeSession>['run'];

const leave = quiet(() => ({ close: true }));

/** Exec lines that do something lasting: taken, recorded, and answered with little. */
const EFFECTS = ['clear', 'reload', 'delete', 'erase', 'copy', 'format', 'rename', 'debug', 'install', 'archive'];

export const SHARED_COMMANDS: readonly Command<IosLikeSession>[] = [
  { path: 'exit', run: leave },
  { path: 'quit', run: leave },
  { path: 'logout', run: leave },
  { path: 'enable', run: enable },
  { path: 'disable', run: quiet(disable) },
  { path: 'configure terminal', run: quiet((cli) => enterConfig(cli)) },
  { path: 'terminal length <lines>', run: quiet((cli, [lines]) => screen(cli, 'length', lines)) },
  { path: 'terminal width <columns>', run: quiet((cli, [columns]) => screen(cli, 'columns', columns)) },
  { path: 'terminal monitor', run: quiet(() => undefined) },
  { path: 'terminal no monitor', run: quiet(() => undefined) },
  { path: 'show privilege', run: (cli) => ({ text: `Current privilege level is ${cli.level === 'user' ? 1 : 15}\n` }) },
  {
    path: 'show running-config',
    run: (cli) => ({ text: cli.state.dialect.config.print(cli.state) }),
  },
  { path: 'show running-config all', run: (cli) => ({ text: cli.state.dialect.config.print(cli.state) }) },
  { path: 'show running-config interface <name>', run: (cli, [name = '']) => ({ text: interfaceConfig(cli, name) }) },
  { path: 'show clock', run: (cli) => ({ text: `${clockLine(cli.state.surroundings.clock.now(), 'ios')}\n` }) },
  { path: 'show terminal', run: (cli) => ({ text: `Length: ${cli.length} lines, Width: ${cli.columns} columns\n` }) },
  { path: 'show tech-support', run: (cli) => ({ text: cli.state.dialect.config.print(cli.state).repeat(20) }) },
  ...EFFECTS.map((word) => ({ path: `${word} <rest>`, run: quiet((cli, [rest]) => effect(cli, `${word} ${rest}`)) })),
  { path: 'reload', run: quiet((cli) => effect(cli, 'reload')) },
];

function enable(cli: IosLikeSession): CommandResult {
  const { dialect, surroundings } = cli.state;
  if (!dialect.hasUserLevel || cli.level === 'enabled') return { slow: false };
  let tries = 3;
  const ask: NonNullable<CommandResult['ask']> = {
    prompt: 'Password: ',
    echo: false,
    answer: (typed) => {
      if (typed === surroundings.enableSecret()) {
        cli.level = 'enabled';
        return {};
      }
      tries -= 1;
      return tries > 0 ? { ask } : { text: dialect.badEnable };
    },
  };
  return { slow: false, ask };
}

function disable(cli: IosLikeSession): CommandResult {
  if (cli.state.dialect.hasUserLevel) cli.level = 'user';
  return {};
}

function screen(cli: IosLikeSession, what: 'length' | 'columns', typed = ''): CommandResult {
  const value = Number.parseInt(typed, 10);
  if (!/^\d+$/.test(typed)) return { text: cli.refusal('invalid', `terminal ${what} ${typed}`, 16) };
  cli[what] = value;
  return { text: what === 'length' ? cli.state.dialect.lengthAnswer : cli.state.dialect.widthAnswer };
}

function interfaceConfig(cli: IosLikeSession, name: string): string {
  const block = parseConfig(cli.state.dialect.config.print(cli.state)).find(
    (node) => node.line.toLowerCase() === `interface ${name.toLowerCase()}`,
  );
  if (block === undefined) return cli.refusal('invalid', `show running-config interface ${name}`, 30);
  return `${[block.line, ...block.children.map((child) => ` ${child.line}`)].join('\n')}\nend\n\n`;
}

/** The platform's own short ways to save, and the long one that asks where to. */
export function saveCommands({ commands, answer, error }: NonNullable<Dialect['save']>): Command<IosLikeSession>[] {
  const save = (cli: IosLikeSession, line: string): CommandResult => {
    if (cli.state.surroundings.flaws.failsSave === true) return { text: error, slow: true };
    saveConfig(cli.state, line, cli.session);
    return { text: answer, slow: true };
  };
  const copy: Command<IosLikeSession> = {
    path: 'copy running-config startup-config',
    run: (cli) => ({
      slow: false,
      ask: {
        prompt: 'Destination filename [startup-config]? ',
        echo: true,
        answer: () => save(cli, 'copy running-config startup-config'),
      },
    }),
  };
  return [copy, ...commands.map((path) => ({ path, run: (cli: IosLikeSession) => save(cli, path) }))];
}

/** Recorded, and nothing else. */
function effect(cli: IosLikeSession, line: string): CommandResult {
  cli.state.surroundings.wrote(line, 'exec', cli.session);
  return {};
}
