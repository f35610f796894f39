/** `rollcall backups`: one device's history, and the way back to a file. Knows its options; contacts no device. */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { StoredConfig } from '../../backup/backups.ts';
import { RollcallError } from '../../core/errors.ts';
import { cleanJson } from '../../mcp/clean-json.ts';
import { contextOf, withApp } from '../call-tool.ts';
import {
  type CliCommand,
  type CommonOptions,
  type DefinedCommand,
  examples,
  wholeNumber,
  withCommonOptions,
} from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { mark } from '../line.ts';
import type { CliParts } from '../parts.ts';
import { renderRevisions, revisionWords } from '../render-backups.ts';
import { writePrivateFile } from '../write-private-file.ts';

export const backupsCommand: CliCommand = (parts) => ({
  command: new Command('backups')
    .summary('show a device’s backups, or restore one to a file')
    .description('Shows what was backed up of a device and when, and writes a backup to a file. Contacts no device.')
    .addHelpText('after', examples('rollcall backups log ams-sw-017', 'rollcall backups show ams-sw-017 | less')),
  below: [logCommand(parts), showCommand(parts), restoreFileCommand(parts)],
});

const REVISION = 'commit (hex digits) or time, e.g. 3fa90c1 or 2026-11-23T12:00Z; the newest when absent';

function logCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('log'))
    .summary('list the revisions of a device’s configuration')
    .description(
      'Lists the backups that changed the configuration of a device, newest first: when, who asked, and why.',
    )
    .argument('<device>', 'name of the inventory, also one that has left it')
    .option('-n, --limit <count>', 'most revisions to list', wholeNumber, 20)
    .option('--after <commit>', 'list revisions older than this one')
    .addHelpText('after', examples('rollcall backups log ams-sw-017'));
  return {
    command,
    run: async () => {
      const { config, json, limit, after } = command.opts<CommonOptions & { limit: number; after?: string }>();
      const [device = ''] = command.args;
      return withApp(parts, config, async (app) => {
        const { backups } = await contextOf(app);
        const found = await backups.log(device, { limit, ...(after !== undefined && { after }) });
        const revisions = cleanJson(found, app.publicText);
        if (json) parts.print.json({ device, revisions });
        else parts.print.out(renderRevisions(revisions));
        return EXIT.WELL;
      });
    },
  };
}

function showCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('show'))
    .summary('print a backup, secrets redacted')
    .description('Prints the configuration of a device as it was backed up, every secret replaced by a tag.')
    .argument('<device>', 'name of the inventory, also one that has left it')
    .option('-r, --revision <revision>', REVISION)
    .addHelpText('after', examples('rollcall backups show ams-sw-017', 'rollcall backups show ams-sw-017 -r 3fa90c1'));
  return {
    command,
    run: async () => {
      const { config, json, revision } = command.opts<CommonOptions & { revision?: string }>();
      const [device = ''] = command.args;
      return withApp(parts, config, async (app) => {
        const { backups } = await contextOf(app);
        const { text, ...stored } = await backups.show(device, revision);
        if (json) {
          parts.print.json(cleanJson({ ...stored, text }, app.publicText));
        } else {
          parts.print.note([[mark('dim', app.publicText(`${device}, ${revisionWords(stored.revision)}`))]]);
          parts.print.out(
            text
              .trimEnd()
              .split('\n')
              .map((line) => [line]),
          );
        }
        return EXIT.WELL;
      });
    },
  };
}

interface RestoreOptions extends CommonOptions {
  readonly revision?: string;
  readonly force?: boolean;
  readonly stdout?: boolean;
}

function restoreFileCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('restore-file'))
    .summary('write a backup to a file, with its secrets')
    .description(
      'Writes the configuration of a device as it was backed up, secrets included, to a file that you alone can read. ' +
        'Nothing is sent to the device.',
    )
    .argument('<device>', 'name of the inventory, also one that has left it')
    .argument('[file]', 'where to write it; a new file')
    .option('-r, --revision <revision>', REVISION)
    .option('--force', 'replace the file when it exists')
    .addOption(new Option('--stdout', 'print it instead of writing a file').conflicts(['json', 'force']))
    .addHelpText(
      'after',
      examples(
        'rollcall backups restore-file ams-sw-017 ams-sw-017.cfg',
        'rollcall backups restore-file ams-sw-017 before.cfg --revision 2026-11-20T18:00Z',
        'rollcall backups restore-file ams-sw-017 --stdout | gpg --encrypt -r neteng > ams-sw-017.cfg.gpg',
      ),
    );
  return {
    command,
    run: async () => {
      const { config, json, revision, force, stdout } = command.opts<RestoreOptions>();
      const [device = '', name] = command.args;
      if (stdout !== true && (name === undefined || name === '-')) {
        throw new RollcallError('BAD_INPUT', 'The configuration holds secrets: it is not printed unasked.', {
          hint: 'Name a file to write, or say --stdout.',
        });
      }
      if (stdout === true && name !== undefined) {
        throw new RollcallError('BAD_INPUT', 'A file and --stdout exclude each other.', { hint: 'Leave one out.' });
      }
      return withApp(parts, config, async (app) => {
        const { backups } = await contextOf(app);
        const stored = await backups.readRaw(device, revision);
        if (name === undefined) {
          parts.print.raw(stored.text);
        } else {
          const file = resolve(parts.cwd, name);
          await writePrivateFile(file, stored.text, { mayReplace: force === true });
          sayWritten(parts, stored, file, json === true);
        }
        return EXIT.WELL;
      });
    },
  };
}

/** Everything but the text itself. */
function sayWritten({ print }: CliParts, { text, ...stored }: StoredConfig, file: string, asJson: boolean): void {
  if (asJson) {
    print.json({ ...stored, file, size_bytes: Buffer.byteLength(text), holds_secrets: true });
    return;
  }
  print.out([[mark('good', 'Wrote '), file], [`  ${stored.device}, ${revisionWords(stored.revision)}`]]);
  print.note([[mark('warn', 'It holds secrets, readable by you alone. '), 'Delete it when it has done its work.']]);
}
