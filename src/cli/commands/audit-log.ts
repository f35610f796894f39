/** `rollcall audit-log`: who changed what, and whether that record is as it was written. Knows its options. */
import { Command, InvalidArgumentError } from 'commander';
import { RollcallError } from '../../core/errors.ts';
import { cleanJson } from '../../mcp/clean-json.ts';
import type { AuditHead } from '../../storage/audit-log.ts';
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
import type { CliParts } from '../parts.ts';
import { headWord, readHeadWord, renderEntries, renderVerdict } from '../render-audit.ts';

export const auditLogCommand: CliCommand = (parts) => ({
  command: new Command('audit-log')
    .summary('show or verify the record of changes')
    .description('Shows who planned, approved and pushed what, and checks that the record was not altered.')
    .addHelpText('after', examples('rollcall audit-log show -n 50', 'rollcall audit-log verify')),
  below: [verifyCommand(parts), showCommand(parts), headCommand(parts)],
});

function verifyCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('verify'))
    .summary('check that nothing in it was altered')
    .description('Reads the whole record and checks its chain. Exit code 0: intact, 1: altered.')
    .option('--head <seq:hash>', 'a head noted down earlier, that must be in it', headArgument)
    .addHelpText(
      'after',
      examples('rollcall audit-log verify', 'rollcall audit-log verify --head "$(cat /mnt/usb/head)"'),
    );
  return {
    command,
    run: async () => {
      const { config, json, head } = command.opts<CommonOptions & { head?: AuditHead }>();
      return withApp(parts, config, async (app) => {
        const verdict = await (await contextOf(app)).changes.audit.verify(head);
        if (json) parts.print.json(verdict);
        else parts.print.out(renderVerdict(verdict, { isCompared: head !== undefined }));
        return verdict.intact ? EXIT.WELL : EXIT.FINDINGS;
      });
    },
  };
}

function headArgument(text: string): AuditHead {
  const head = readHeadWord(text.trim());
  if (head === null) throw new InvalidArgumentError('It must be what `rollcall audit-log head` printed: SEQ:HASH.');
  return head;
}

function showCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('show'))
    .summary('print its last entries')
    .description('Prints the last entries, newest last.')
    .option('-n, --limit <count>', 'most entries', wholeNumber, 20)
    .addHelpText('after', examples('rollcall audit-log show', 'rollcall audit-log show -n 1000 --json | jq .entries'));
  return {
    command,
    run: async () => {
      const { config, json, limit } = command.opts<CommonOptions & { limit: number }>();
      return withApp(parts, config, async (app) => {
        const { changes, publicText } = await contextOf(app);
        const entries = cleanJson([...(await changes.audit.read(limit))].reverse(), publicText);
        if (json) parts.print.json({ entries });
        else if (entries.length === 0) parts.print.note([['Nothing was written yet.']]);
        else parts.print.out(renderEntries(entries));
        return EXIT.WELL;
      });
    },
  };
}

function headCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('head'))
    .summary('print its head, to be kept elsewhere')
    .description('Checks the record, then prints the number and hash of its last entry, for `audit-log verify --head`.')
    .addHelpText('after', examples('rollcall audit-log head | ssh vault "cat >> rollcall-heads"'));
  return {
    command,
    run: async () => {
      const { config, json } = command.opts<CommonOptions>();
      return withApp(parts, config, async (app) => {
        const verdict = await (await contextOf(app)).changes.audit.verify();
        if (!verdict.intact) throw new RollcallError('JOURNAL_CORRUPT', verdict.problem);
        if (json) parts.print.json(verdict.head);
        else parts.print.out([[headWord(verdict.head)]]);
        return EXIT.WELL;
      });
    },
  };
}
