/** `rollcall push`: sends an approved plan. Knows its options; every gate stands in `change/`. */
import { Command } from 'commander';
import { contextOf, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { pushPlan } from '../push-plan.ts';

export const pushCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('push'))
    .summary('push an approved plan, wave by wave')
    .description(
      'Sends the lines of a plan that a person has approved: a canary, then wave by wave. Ctrl-C starts no new wave and ' +
        'lets the devices under way come to their end. Exit code 0: all changed, verified and saved; 1: not all; ' +
        '3: refused, and nothing was sent.',
    )
    .argument('<plan>', 'plan id, e.g. p-20261123-101502-7f3a9c')
    .addHelpText('after', examples('rollcall push p-20261123-101502-7f3a9c'));
  return {
    command,
    run: async () => {
      const { config, json } = command.opts<CommonOptions>();
      const [planId = ''] = command.args;
      return withApp(parts, config, async (app) => pushPlan(parts, await contextOf(app), planId, json));
    },
  };
};
