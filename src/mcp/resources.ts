/** Runs and devices as resources a user can attach. Knows their addresses and what they show; never a credential. */
import type { Resource, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js';
import { RollcallError } from '../core/errors.ts';
import { nearMatches, oneLine } from '../core/text.ts';
import { toWire } from '../summary/to-wire.ts';
import type { ToolContext } from '../tools/tool-context.ts';

/** The latest runs are what a user attaches; older ones are reached by id. */
const RUNS_LISTED = 20;

const JSON_TYPE = 'application/json';

// Matches `rollcall://devices/sw-ams-01`; the name is percent-encoded.
const ADDRESS = /^rollcall:\/\/(runs|devices)\/([^/?#]{1,768})$/;

export const RUN_TEMPLATE = 'rollcall://runs/{id}';
export const DEVICE_TEMPLATE = 'rollcall://devices/{name}';

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

/** The value behind an address. @throws {RollcallError} UNKNOWN_RUN, UNKNOWN_DEVICE, BAD_INPUT for any other address. */
export async function readResource(uri: string, context: ToolContext): Promise<unknown> {
  const [, kind, encoded] = ADDRESS.exec(uri) ?? [];
  const name = decoded(encoded ?? '');
  if (kind === undefined || name === null) {
    throw new RollcallError('BAD_INPUT', `There is no resource ${oneLine(uri, 120)}.`, {
      hint: `Addresses are ${RUN_TEMPLATE} and ${DEVICE_TEMPLATE}.`,
    });
  }
  return kind === 'runs' ? toWire(await context.runs.answer(name)) : describeDevice(name, context);
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
  const device = inventory.get(name);
  if (device === undefined) throw unknownDevice(name, inventory);
  const { platform, target, jumps, site, role, groups, tags, algorithms } = device;
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

function unknownDevice(name: string, inventory: ToolContext['inventory']): RollcallError {
  const names = inventory.devices.map((device) => device.name);
  const near = nearMatches(name, names);
  return new RollcallError('UNKNOWN_DEVICE', `There is no device ${oneLine(name, 120)}.`, {
    ...(near.length > 0 && { hint: `Did you mean ${near.map((match) => oneLine(match, 120)).join(', ')}?` }),
  });
}
