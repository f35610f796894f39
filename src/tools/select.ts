/** The `select` argument, and the devices it means. Knows where facts and earlier runs are kept; parses no selector. */
import { z } from 'zod';
import { RollcallError } from '../core/errors.ts';
import type { Device } from '../inventory/device.ts';
import { type SelectLookups, selectDevices } from '../inventory/select.ts';
import type { OutcomeFilter, Store } from '../storage/store.ts';
import type { ToolContext } from './tool-context.ts';

const LANGUAGE =
  'Selector: name, glob or field=value; space is AND, comma OR, ! NOT, ~ a glob, /…/ RE2; "all" means every device. ' +
  'Fields: name, platform, site, role, tag, group, version, model, serial, data.<name>; or run=<id> status=failed. ' +
  'E.g. "site=ams,lon role=access !tag=maint" or "platform=cisco_ios version<17.9".';

// As long as the selector's parser accepts: some hundred names of devices.
const selectText = z.string().min(1).max(4_000);

/** Which devices to ask. Required: nothing is asked of all devices unless `all` is written. */
export const selectArgument = selectText.describe(LANGUAGE);

/** Which devices to show; all when absent. */
export const optionalSelectArgument = selectText.default('all').describe(`${LANGUAGE} Default: all.`);

// One read of the store; the loop goes on until all are there.
const PAGE = 1_000;

/** The selected devices in order of name, at least one. Throws what `selectDevices` throws. */
export function selectFor(select: string, context: ToolContext): Promise<readonly Device[]> {
  return selectDevices(context.inventory, select, lookupsIn(context.store));
}

/** Last known facts by device name, then by fact. */
export async function factsByDevice(store: Store): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const byDevice = new Map<string, Record<string, string>>();
  for (const { device, key, value } of await store.latestFacts()) {
    const facts = byDevice.get(device) ?? {};
    facts[key] = value;
    byDevice.set(device, facts);
  }
  return byDevice;
}

function lookupsIn(store: Store): SelectLookups {
  return {
    facts: () => factsByDevice(store),
    runDevices: async (runId, status) => {
      if ((await store.getRun(runId)) === undefined) {
        throw new RollcallError('UNKNOWN_RUN', `There is no run "${runId}".`);
      }
      if (status !== null) return namesWith(store, runId, status as NonNullable<OutcomeFilter['status']>);
      return new Set([...(await namesWith(store, runId, null)), ...(await namesWith(store, runId, 'pending'))]);
    },
  };
}

/** Names of the run's devices with that status; with any result for null. */
async function namesWith(
  store: Store,
  runId: string,
  status: NonNullable<OutcomeFilter['status']> | null,
): Promise<ReadonlySet<string>> {
  if (status === 'pending') return new Set((await store.pendingDevices(runId)).map((device) => device.name));
  const names = new Set<string>();
  let after: string | null = null;
  do {
    const filter: OutcomeFilter = { limit: PAGE, ...(status && { status }), ...(after !== null && { after }) };
    const page = await store.outcomes(runId, filter);
    for (const row of page.rows) names.add(row.device);
    after = page.next;
  } while (after !== null);
  return names;
}
