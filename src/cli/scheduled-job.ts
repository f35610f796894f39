/** A schedule of the configuration as work: the same tools as everywhere, and a log line of how it went. */
import type { ScheduleConfig } from '../config/config.ts';
import { nextTimes } from '../config/cron-times.ts';
import { explainError } from '../mcp/explain-error.ts';
import type { JobEnd, ScheduledJob } from '../schedule/scheduler.ts';
import { backupConfigs } from '../tools/backup-configs.ts';
import { checkDevices } from '../tools/check-devices.ts';
import { EXIT, exitCodeOfRun } from './exit-code.ts';
import type { CliApp } from './parts.ts';
import { callPatiently } from './patient-call.ts';
import type { WireRun } from './render-run.ts';

/** What the history and other people read as the reason of a backup. */
export const reasonOf = ({ name }: ScheduleConfig) => `schedule ${name}`;

/** The job as the scheduler takes it; it asks as `schedule:<name>`. */
export function scheduledJob(app: CliApp, schedule: ScheduleConfig): ScheduledJob {
  const { name, select } = schedule;
  const work = {
    backup: { tool: backupConfigs, args: { select, reason: reasonOf(schedule) } },
    check: { tool: checkDevices, args: { select } },
  }[schedule.job];
  return {
    name,
    nextAfter: (afterMs) => nextTimes(schedule, afterMs, 1)[0] ?? null,
    run: async (stop) => {
      try {
        const call = { ...work, isPatient: true };
        return endOf(await callPatiently<WireRun>(app, call, { principal: `schedule:${name}`, stop }));
      } catch (error) {
        return { level: 'error', fields: { ...explainError(error, { log: app.log, doing: `schedule ${name}` }) } };
      }
    },
  };
}

function endOf(answer: WireRun): JobEnd {
  const { run_id, state, headline, note, counts } = answer;
  const { selected, ok, attention, failed } = counts;
  return {
    level: exitCodeOfRun(answer) === EXIT.WELL ? 'info' : 'warn',
    fields: { run: run_id, state, headline, note, selected, ok, attention, failed },
  };
}
