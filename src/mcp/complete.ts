/** What a client's user may mean by the first letters typed. Knows which argument holds what; nothing of clients. */
import type { CompleteRequest, CompleteResult } from '@modelcontextprotocol/sdk/types.js';
import type { ToolContext } from '../tools/tool-context.ts';
import { BACKUP_TEMPLATE, DEVICE_TEMPLATE, PLAN_TEMPLATE, RUN_TEMPLATE } from './resources.ts';

/** The protocol's bound for one answer. */
const MOST_VALUES = 100;

/** Runs looked through; older ids are pasted, not typed. */
const RUNS_OFFERED = 1_000;
const PLANS_OFFERED = 200;

/** At most 100 values that begin with what was typed, letter case ignored; none where nothing can be offered. */
export async function complete(params: CompleteRequest['params'], context: ToolContext): Promise<CompleteResult> {
  const typed = params.argument.value.toLowerCase();
  const offered = await candidates(params, context);
  const fitting = offered.filter((value) => value.toLowerCase().startsWith(typed));
  const values = fitting.slice(0, MOST_VALUES);
  return { completion: { values, total: fitting.length, hasMore: fitting.length > values.length } };
}

/** Device names and selectors in order of name, run ids newest first. */
async function candidates(params: CompleteRequest['params'], context: ToolContext): Promise<readonly string[]> {
  const { ref, argument } = params;
  if (ref.type === 'ref/resource' && (ref.uri === DEVICE_TEMPLATE || ref.uri === BACKUP_TEMPLATE)) {
    return context.inventory.devices.map((device) => device.name);
  }
  if (ref.type === 'ref/resource' && ref.uri === RUN_TEMPLATE) {
    return (await context.store.listRuns({ limit: RUNS_OFFERED })).map((run) => run.id);
  }
  if (ref.type === 'ref/resource' && ref.uri === PLAN_TEMPLATE) {
    return (await context.changes.plans(PLANS_OFFERED)).map((plan) => plan.id);
  }
  if (ref.type === 'ref/prompt' && argument.name === 'select') return selectors(context);
  return [];
}

/** `all`, then one selector for each platform, role and site there is. */
function selectors({ inventory }: ToolContext): readonly string[] {
  const terms = inventory.devices.flatMap(({ platform, role, site }) => [
    `platform=${platform}`,
    ...(role === null ? [] : [`role=${role}`]),
    ...(site === null ? [] : [`site=${site}`]),
  ]);
  return ['all', ...[...new Set(terms)].sort()];
}
