/** `rollcall recover`: looks at what a crash left. Knows its options and what is told; it sends nothing to any device. */
import { Command } from 'commander';
import { counted } from '../../core/text.ts';
import { cleanJson } from '../../mcp/clean-json.ts';
import { contextOf, withApp } from '../call-tool.ts';
import { type ChangeDocument, changeDocument } from '../change-document.ts';
import { STATE_WORDS } from '../change-states.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { followRun } from '../follow-run.ts';
import { mark } from '../line.ts';
import { renderChange } from '../render-change.ts';

/** Changes looked through for those that another process looks at. */
const CHANGES_LOOKED_AT = 1_000;

const STOPPING = 'What is being looked at comes to its end; left at once, the next `rollcall recover` looks at it.';

export const recoverCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('recover'))
    .summary('look at what an interrupted change left')
    .description(
      'Logs in to the devices of changes that a crash interrupted, says where each stands, and what to do. It reads; ' +
        'nothing is ever sent again. Exit code 0: nothing is left to do; 1: something needs a person.',
    )
    .addHelpText('after', examples('rollcall recover', 'rollcall recover --json'));
  return {
    command,
    run: async () => {
      const { config, json } = command.opts<CommonOptions>();
      return withApp(parts, config, async (app) => {
        const context = await contextOf(app);
        const { changes, principal, publicText } = context;
        const recoveries = await changes.recover(principal, { looksAgain: true });
        const looked: ChangeDocument[] = [];
        for (const { changeId, runId, ended } of recoveries) {
          parts.print.note([
            [`Looking at what is left of ${changeId}; where a device’s own timer runs, until it has ended.`],
          ]);
          if (runId !== null) await followRun(parts, context, runId, { stopping: STOPPING });
          await ended;
          looked.push(cleanJson(changeDocument(await changes.change(changeId)), publicText));
        }
        const known = await changes.changes(CHANGES_LOOKED_AT);
        const left = known.filter(({ state, finishedAt }) => state === 'interrupted' && finishedAt === null);
        if (json) parts.print.json({ changes: looked, left: left.map(({ id }) => id) });
        else {
          parts.print.out(looked.flatMap((change) => [...renderChange(change), []]));
          if (looked.length === 0 && left.length === 0) parts.print.out([['No change was interrupted.']]);
          if (left.length > 0) {
            const which = left.map(({ id }) => id).join(', ');
            parts.print.note([
              [mark('warn', `${counted(left.length, 'change')} not settled, or looked at elsewhere: ${which}`)],
            ]);
          }
        }
        return left.length > 0 || looked.some(needsPerson) ? EXIT.FINDINGS : EXIT.WELL;
      });
    },
  };
};

const needsPerson = ({ devices }: ChangeDocument): boolean =>
  devices.some(({ state }) => STATE_WORDS[state].needsPerson);
