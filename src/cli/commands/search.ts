/** `rollcall search`: which devices have a line, or lack it, by their last backups. Knows its options; asks no device. */
import { Command } from 'commander';
import { searchConfigs } from '../../tools/search-configs.ts';
import { callTool, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, wholeNumber, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { renderSearch, type WireSearch } from '../render-search.ts';

interface Options extends CommonOptions {
  readonly select?: string;
  readonly under?: string;
  readonly missing?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
}

export const searchCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('search'))
    .summary('search the last backups for a line')
    .description(
      'Says which devices have a line in their last backup, or lack it. Contacts none. Secrets are redacted before the ' +
        'pattern sees a line.',
    )
    .argument('<pattern>', 'what to look for in each line (RE2)')
    .option('-s, --select <selector>', 'which devices; all when absent')
    .option('-u, --under <pattern>', 'only below a line with this, e.g. "^line vty"')
    .option('-m, --missing', 'list the devices that lack it')
    .option('-n, --limit <count>', 'most devices per page', wholeNumber)
    .option('--cursor <cursor>', 'the next page, as the page before named it')
    .addHelpText(
      'after',
      examples(
        'rollcall search "^ntp server" --select site=ams',
        'rollcall search "^service password-encryption" --missing',
        'rollcall search "transport input.*telnet" --under "^line vty"',
      ),
    );
  return {
    command,
    run: async () => {
      const { config, json, ...options } = command.opts<Options>();
      const args = { pattern: command.args[0], ...options };
      return withApp(parts, config, async (app) => {
        const found = await callTool<WireSearch>(parts, app, { tool: searchConfigs, args, isPatient: false });
        if (json) parts.print.json(found);
        else parts.print.out(renderSearch(found));
        return EXIT.WELL;
      });
    },
  };
};
