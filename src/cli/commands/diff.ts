/** `rollcall diff`: what changed in one device's configuration. Knows its options and its exit code, that of `diff`. */
import { Command } from 'commander';
import { diffConfig } from '../../tools/diff-config.ts';
import { callTool, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { isDifferent, renderDiff, type WireDiff } from '../render-diff.ts';

interface Options extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly context?: number;
}

const SIDE = 'commit (hex digits), time (2026-11-23T12:00Z) or running';

export const diffCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('diff'))
    .summary('show what changed in a configuration')
    .description(
      'Compares two backups of a device, or a backup with what it runs now; secrets are redacted. Without --from and ' +
        '--to: its last change. Exit code 0: no difference, 1: they differ.',
    )
    .argument('<device>', 'name of the inventory')
    .option('--from <revision>', `the older side: ${SIDE}`)
    .option('--to <revision>', `the newer side: ${SIDE}`)
    .option('-U, --context <lines>', 'unchanged lines around each change; 3 when absent', Number)
    .addHelpText(
      'after',
      examples(
        'rollcall diff ams-sw-017',
        'rollcall diff ams-sw-017 --to running',
        'rollcall diff ams-sw-017 --from 2026-11-20T18:00Z --to 3fa90c1',
      ),
    );
  return {
    command,
    run: async () => {
      const { config, json, ...options } = command.opts<Options>();
      const args = { device: command.args[0], ...options };
      return withApp(parts, config, async (app) => {
        const diff = await callTool<WireDiff>(parts, app, { tool: diffConfig, args, isPatient: true });
        if (json) parts.print.json(diff);
        else parts.print.out(renderDiff(diff));
        return isDifferent(diff) ? EXIT.FINDINGS : EXIT.WELL;
      });
    },
  };
};
