/** `rollcall init`: the first configuration, and Claude's way to it. Knows what to ask; overwrites nothing unasked. */
import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { RollcallError } from '../../core/errors.ts';
import { desktopConfigFile, registerWithDesktop } from '../claude-desktop.ts';
import { type CliCommand, examples } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { mark } from '../line.ts';
import type { CliParts } from '../parts.ts';
import { guessInventoryType, INVENTORY_TYPES, type InventoryType, starterConfig } from '../starter-config.ts';

interface Options {
  readonly config?: string;
  readonly inventory?: string;
  readonly type?: InventoryType;
  readonly username?: string;
  readonly login?: string;
  readonly register?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
}

export const initCommand: CliCommand = (parts) => {
  const command = new Command('init')
    .summary('write a configuration and register with Claude')
    .description('Asks where your inventory is and how to log in, writes rollcall.yaml, registers with Claude Desktop.')
    .option('--config <file>', 'where to write it; ./rollcall.yaml when absent')
    .option('-i, --inventory <path>', 'inventory file or folder')
    .addOption(new Option('-t, --type <type>', 'what kind it is; guessed when absent').choices(INVENTORY_TYPES))
    .option('-u, --username <name>', 'login name on the devices')
    .option('-l, --login <reference>', 'agent, env:NAME, file:/path or cmd:program; never the password itself')
    .option('--register', 'register with Claude Desktop')
    .option('--no-register', 'do not')
    .option('-y, --yes', 'ask nothing: take defaults, and yes for every question')
    .option('--force', 'overwrite an existing configuration')
    .addHelpText(
      'after',
      examples(
        'rollcall init',
        'rollcall init --yes --inventory hosts.csv --username netops --login file:~/.rollcall-pw',
      ),
    );
  return {
    command,
    run: async () => {
      const options = command.opts<Options>();
      const file = resolve(parts.cwd, options.config ?? 'rollcall.yaml');
      if (options.force !== true) await refuseExisting(file);
      const answers = await gather(parts, options);
      await write(file, starterConfig(answers), options.force === true);
      parts.print.out([[mark('good', 'Wrote '), file]]);
      await offerDesktop(parts, options, file, answers.login);
      parts.print.out([
        [],
        ['For Claude Code:'],
        [`  claude mcp add rollcall -- ${[...serverCommand(parts), '--config', file].join(' ')}`],
        [],
        ['Next: ', mark('strong', 'rollcall doctor'), ', then ', mark('strong', 'rollcall check --select all')],
      ]);
      return EXIT.WELL;
    },
  };
};

async function gather(parts: CliParts, options: Options) {
  const asked = async (question: string, fallback: string, given: string | undefined) => {
    if (given !== undefined) return given;
    if (options.yes === true || parts.ask === null) return fallback;
    return (await parts.ask(`${question}${fallback === '' ? '' : ` [${fallback}]`}: `)).trim() || fallback;
  };
  const path = await asked('Inventory file or folder', '', options.inventory);
  if (path === '') throw new RollcallError('BAD_INPUT', 'Where is the inventory?', { hint: 'Add --inventory <path>.' });
  const guessed = options.type ?? (await guessInventoryType(resolve(parts.cwd, path)));
  const type = await asked(`Its kind (${INVENTORY_TYPES.join(', ')})`, guessed ?? '', options.type);
  if (!INVENTORY_TYPES.some((known) => known === type)) {
    throw new RollcallError('BAD_INPUT', `${path} is of no kind that can be guessed.`, {
      hint: `Add --type ${INVENTORY_TYPES.join('|')}.`,
    });
  }
  const username = await asked('Login name on the devices', userInfo().username, options.username);
  const easiest = parts.env['SSH_AUTH_SOCK'] ? 'agent' : 'env:ROLLCALL_PASSWORD';
  const login = await asked('Log in with (agent, env:NAME, file:/path, cmd:program)', easiest, options.login);
  if (!/^(?:agent$|env:|file:|cmd:)/.test(login)) {
    throw new RollcallError('BAD_INPUT', 'The login must be a reference, never the password itself.', {
      hint: 'Use agent, env:NAME, file:/path or cmd:program.',
    });
  }
  return { inventory: { type: type as InventoryType, path: resolve(parts.cwd, path) }, username, login };
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) throw new RollcallError('BAD_INPUT', `${file} exists and was left as it is.`, { hint: 'Add --force.' });
}

async function write(file: string, text: string, mayOverwrite: boolean): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: mayOverwrite ? 'w' : 'wx' });
  } catch (cause) {
    throw new RollcallError('LOCAL_IO', `Cannot write ${file}: ${(cause as NodeJS.ErrnoException).code}.`, { cause });
  }
}

async function offerDesktop(parts: CliParts, options: Options, configFile: string, login: string): Promise<void> {
  const file = desktopConfigFile(parts.env);
  const isInstalled = await access(dirname(file), constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!(options.register ?? (isInstalled && (await agrees(parts, options))))) return;
  const [command, ...args] = serverCommand(parts);
  const agent = login === 'agent' ? parts.env['SSH_AUTH_SOCK'] : undefined;
  const entry = {
    command,
    args: [...args, '--config', configFile],
    ...(agent === undefined ? {} : { env: { SSH_AUTH_SOCK: agent } }),
  };
  const done = await registerWithDesktop(file, entry);
  parts.print.out([[mark('good', done === 'written' ? 'Registered in ' : 'Already registered in '), file]]);
  parts.print.out([['  Quit and start Claude Desktop, then ask it: check all switches']]);
  if (login.startsWith('env:')) {
    parts.print.note([
      [mark('warn', 'Claude Desktop does not see your shell’s environment: '), 'use file: or cmd: for the password.'],
    ]);
  }
}

async function agrees(parts: CliParts, options: Options): Promise<boolean> {
  if (options.yes === true) return true;
  if (parts.ask === null) return false;
  return /^(?:y|yes|)$/i.test((await parts.ask('Register with Claude Desktop? [Y/n] ')).trim());
}

const serverCommand = (parts: CliParts) => [...parts.program, 'mcp'] as [string, ...string[]];
