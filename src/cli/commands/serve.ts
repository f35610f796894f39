/** `rollcall serve`: runs the schedules until it is stopped. Knows its options and its end; when is the scheduler's. */
import { Command } from 'commander';
import { loadConfig } from '../../config/load-config.ts';
import { systemClock } from '../../core/clock.ts';
import { RollcallError } from '../../core/errors.ts';
import { crontabLines } from '../crontab.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';
import type { CliParts } from '../parts.ts';
import { renderSchedules, scheduleRows } from '../render-schedules.ts';
import { serveSchedules } from '../serve-schedules.ts';

interface Options extends CommonOptions {
  readonly list?: boolean;
  readonly crontab?: boolean;
}

const DESCRIPTION = `Runs the jobs under \`schedules:\` of rollcall.yaml at their times, until it gets SIGTERM or Ctrl-C. Each job
and its end is a line of JSON on stderr. A job that still goes on is not started again. The configuration is
read once: start it anew after a change. The inventory is read before every job.`;

export const serveCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('serve'))
    .summary('run the scheduled jobs')
    .description(DESCRIPTION)
    .option('--list', 'show the schedules and their next times, and end (--json: as data)')
    .option('--crontab', 'print them as lines of a crontab, and end')
    .addHelpText(
      'after',
      examples(
        'rollcall serve --config /etc/rollcall/rollcall.yaml',
        'rollcall serve --list',
        'rollcall serve --crontab',
      ),
    );
  return {
    command,
    run: async () => {
      const { config: path, list, crontab, json } = command.opts<Options>();
      const { env, cwd, print, program } = parts;
      const { config, file } = await loadConfig({ env, cwd, ...(path !== undefined && { explicitPath: path }) });
      const { schedules } = config;
      if (schedules.length === 0) throw nothingScheduled(file);
      if (crontab) {
        print.out(crontabLines(schedules, { program, configFile: file }).map((line) => [line]));
      } else if (list) {
        const rows = scheduleRows(schedules, systemClock.now());
        if (json) print.json({ schedules: rows });
        else print.out(renderSchedules(rows));
      } else {
        await serve(parts, path);
      }
      return EXIT.WELL;
    },
  };
};

const nothingScheduled = (file: string) =>
  new RollcallError('CONFIG_INVALID', `${file}: schedules: nothing is scheduled.`, {
    hint: 'Add one, e.g. schedules: [{name: lunch-backup, cron: "0 12 * * 1-5", timezone: Europe/Amsterdam, job: backup, select: all}]',
  });

async function serve(parts: CliParts, configPath: string | undefined): Promise<void> {
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  try {
    const app = await parts.loadService(configPath);
    try {
      await serveSchedules(app, stop.signal);
    } finally {
      await app.close();
    }
  } finally {
    release();
  }
}
