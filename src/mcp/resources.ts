/** Runs, devices, backups and plans as resources a user can attach. Knows their addresses; what they show holds no secret. */
import type { Resource, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js';
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import { cutToJson, MOST_REPLY_CHARS } from '../tools/budget.ts';
import { deviceNamed } from '../tools/device-named.ts';
import { shownRun } from '../tools/shown-run.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { showPlanWhole } from './show-plan-whole.ts';

/** The latest runs are what a user attaches; older ones are reached by id. */
const RUNS_LISTED = 20;

const JSON_TYPE = 'application/json';

// Matches `rollcall://devices/sw-ams-01`; the name is percent-encoded, at worst nine characters for one.
const ADDRESS = /^rollcall:\/\/(runs|devices|backups|plans)\/([^/?#]{1,2700})$/;

export const RUN_TEMPLATE = 'rollcall://runs/{id}';
export const DEVICE_TEMPLATE = 'rollcall://devices/{name}';
export const BACKUP_TEMPLATE = 'rollcall://backups/{name}';
export const PLAN_TEMPLATE = 'rollcall://plans/{id}';

// The name, the revision, and the keys around the text.
const FRAME_CHARS = 2_000;

export const resourceTemplates: readonly ResourceTemplate[] = [
  {
    uriTemplate: RUN_TEMPLATE,
    name: 'run',
    title: 'Run',
    description: 'The summary of one run, as get_run answers it.',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: DEVICE_TEMPLATE,
    name: 'device',
    title: 'Device',
    description: 'What the inventory says of one device, and the facts last read from it.',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: BACKUP_TEMPLATE,
    name: 'backup',
    title: 'Backup',
    description: 'The last backup of one device’s configuration, every secret as <secret:…>; cut where it is too long.',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: PLAN_TEMPLATE,
    name: 'plan',
    title: 'Plan',
    description: 'One planned change: its figures, differences with their devices, and where it stands.',
    mimeType: JSON_TYPE,
  },
];

/** The latest runs, newest first. */
export async function listRuns({ store }: ToolContext): Promise<Resource[]> {
  const runs = await store.listRuns({ limit: RUNS_LISTED });
  return runs.map((run) => ({
    uri: `rollcall://runs/${encodeURIComponent(run.id)}`,
    name: run.id,
    title: run.title,
    description: `${run.state}, started ${run.startedAt}`,
    mimeType: JSON_TYPE,
  }));
}

/** The value behind an address. @throws {RollcallError} UNKNOWN_RUN, UNKNOWN_DEVICE, NO_BACKUP, UNKNOWN_PLAN, BAD_INPUT for any other address. */
export async function readResource(uri: string, context: ToolContext): Promise<unknown> {
  const [, kind, encoded] = ADDRESS.exec(uri) ?? [];
  const name = decoded(encoded ?? '');
  if (kind === undefined || name === null) {
    throw new RollcallError('BAD_INPUT', `There is no resource ${oneLine(uri, 120)}.`, {
      hint: `Addresses are ${RUN_TEMPLATE}, ${DEVICE_TEMPLATE}, ${BACKUP_TEMPLATE} and ${PLAN_TEMPLATE}.`,
    });
  }
  if (kind === 'runs') return shownRun(name, context);
  if (kind === 'plans') return showPlanWhole(await context.changes.plan(name));
  return kind === 'devices' ? describeDevice(name, context) : showBackup(name, context);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Named fields only: what else an inventory holds of a device may be a password. */
async function describeDevice(name: string, { inventory, store }: ToolContext): Promise<unknown> {
  const { platform, target, jumps, site, role, groups, tags, algorithms } = deviceNamed(name, inventory);
  const facts = (await store.latestFacts()).filter((fact) => fact.device === name);
  return {
    name,
    platform,
    host: target.host,
    port: target.port,
    jumps: jumps.map((hop) => hop.host),
    site,
    role,
    groups,
    tags,
    algorithms,
    facts: Object.fromEntries(
      facts.map((fact) => [fact.key, { value: fact.value, observed_at: fact.observedAt, run_id: fact.runId }]),
    ),
  };
}

/** Devices that have left the inventory keep their backups; the revision says when the text was last another. */
async function showBackup(name: string, { backups }: ToolContext): Promise<unknown> {
  const { revision, text } = await backups.show(name);
  const shown = cutToJson(text, MOST_REPLY_CHARS - FRAME_CHARS);
  const omitted = text.length - shown.length;
  return {
    name,
    revision: revision.commit,
    changed_at: revision.at,
    text: shown,
    omitted_chars: omitted,
    ...(omitted > 0 && { note: 'The text is cut: search_configs finds lines in all of it.' }),
  };
}
