/** The schedules as lines of a crontab, for those who prefer cron. Knows cron's quoting; starts nothing. Pure. */
import type { ScheduleConfig } from '../config/config.ts';
import { reasonOf } from './scheduled-job.ts';
import { quoted } from './shell-command.ts';

const HEAD = [
  '# Rollcall: put these lines at the end of a crontab, for CRON_TZ holds for every line below it.',
  '# cronie (RHEL, Fedora, Arch) honours CRON_TZ; the cron of Debian and Ubuntu goes by the time zone of the machine.',
  '# cron starts a job even while the one before goes on, and knows no variable that a credential may want (env:).',
];

/** Whole lines; every path in them is absolute. */
export function crontabLines(
  schedules: readonly ScheduleConfig[],
  { program, configFile }: { readonly program: readonly string[]; readonly configFile: string },
): string[] {
  return [
    ...HEAD,
    ...schedules.flatMap((schedule) => {
      const { name, cron, timezone, job, select } = schedule;
      const reason = job === 'backup' ? ['--reason', reasonOf(schedule)] : [];
      const words = [...program, job, '--select', select, ...reason, '--config', configFile];
      return [`# ${name}`, `CRON_TZ=${timezone}`, `${cron} ${cronCommand(words)}`];
    }),
  ];
}

/** Cron ends a command at the first bare `%`, and at the end of its line. */
const cronCommand = (words: readonly string[]) =>
  words.map(quoted).join(' ').replaceAll('%', '\\%').replace(/\s+/g, ' ');
