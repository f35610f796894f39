/** The schedules from start to stop: checked, taken by one process, run. Knows their order; prints nothing. */
import type { ScheduleConfig } from '../config/config.ts';
import { RollcallError } from '../core/errors.ts';
import { startScheduler } from '../schedule/scheduler.ts';
import type { Lease, Store } from '../storage/store.ts';
import { selectFor } from '../tools/select.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { contextOf } from './call-tool.ts';
import type { CliApp } from './parts.ts';
import { scheduledJob } from './scheduled-job.ts';

/**
 * Runs the schedules until `stop` aborts and the jobs that went on then have ended.
 * @throws {RollcallError} BAD_SELECTOR naming the schedule; LEASE_HELD when another process runs them
 */
export async function serveSchedules(app: CliApp, stop: AbortSignal): Promise<void> {
  const context = await contextOf(app, stop);
  const { schedules } = context.config;
  await checkSelectors(schedules, app, context);
  const lease = await takeSchedules(context.store);
  try {
    const jobs = schedules.map((schedule) => scheduledJob(app, schedule));
    const scheduler = startScheduler({ jobs, clock: context.clock, log: app.log });
    app.log.info('serving', { schedules: schedules.length });
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
    app.log.info('stopping');
    await scheduler.stop();
  } finally {
    await lease.release();
  }
}

/** A selector that can never mean anything is said now, not at night; one that matches nothing yet is only logged. */
async function checkSelectors(schedules: readonly ScheduleConfig[], app: CliApp, context: ToolContext): Promise<void> {
  for (const { name, select } of schedules) {
    try {
      await selectFor(select, context);
    } catch (error) {
      if (!(error instanceof RollcallError)) throw error;
      if (error.code === 'BAD_SELECTOR') {
        throw new RollcallError(error.code, `Schedule ${name}: ${error.message}`, { hint: error.hint, cause: error });
      }
      app.log.warn('schedule_selects_nothing', { job: name, code: error.code, message: error.message });
    }
  }
}

/** Two servers over one data folder would do everything twice. */
async function takeSchedules(store: Store): Promise<Lease> {
  const taken = await store.takeLease('schedules', 'rollcall serve');
  if ('lease' in taken) return taken.lease;
  const { pid, host, since } = taken.heldBy;
  throw new RollcallError(
    'LEASE_HELD',
    `These schedules are run already: by process ${pid} on ${host} since ${since}.`,
    {
      hint: 'Stop that one first, or name another data_dir.',
    },
  );
}
