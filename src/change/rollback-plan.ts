/**
 * The way back from a change: which of its devices it may still be undone on, and the lines for each. Knows what was
 * written down before and after; a device that somebody changed since is left alone and named.
 */
import { readChangeLines } from '../configtext/change-lines.ts';
import { parseConfig } from '../configtext/config-tree.ts';
import { inverseLines } from '../configtext/inverse-lines.ts';
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeDeviceRecord, ChangeRecord, ChangeState } from '../storage/change-store.ts';
import type { ChangeParts } from './change-parts.ts';
import type { RollbackRequest } from './changes.ts';
import type { WishFor } from './draft-change.ts';

/** Ends in which something of the change may be on the device. */
const CHANGED: ReadonlySet<ChangeState> = new Set([
  'saved',
  'confirmed',
  'drift',
  'revert_failed',
  'unreachable_unknown',
]);

export interface Rollback {
  readonly devices: readonly Device[];
  readonly wishFor: WishFor;
}

/**
 * @throws {RollcallError} BAD_INPUT while the change goes on, EMPTY_SELECTION when nothing of it is there to undo,
 * UNKNOWN_DEVICE when the inventory names none of its devices
 */
export async function rollbackOf(
  parts: ChangeParts,
  change: ChangeRecord,
  { devices }: Pick<RollbackRequest, 'devices'>,
  deviceOf: (name: string) => Device | undefined,
): Promise<Rollback> {
  if (change.state === 'running') {
    throw new RollcallError('BAD_INPUT', `Change ${change.id} still goes on.`, {
      hint: 'Wait for its end, or cancel its run: no new wave starts then.',
    });
  }
  if (change.state === 'interrupted' && change.finishedAt === null) {
    throw new RollcallError(
      'BAD_INPUT',
      `Change ${change.id} was interrupted, and its devices were not looked at yet.`,
      {
        hint: 'Run `rollcall recover` first.',
      },
    );
  }
  const selected = devices === null ? null : new Set(devices.map(({ name }) => name));
  const records = new Map<string, ChangeDeviceRecord>();
  for (const record of await parts.changes.changeDevices(change.id)) {
    const isMeant = selected === null || selected.has(record.device);
    if (isMeant && CHANGED.has(record.state) && record.before !== null) records.set(record.device, record);
  }
  if (records.size === 0) {
    throw new RollcallError(
      'EMPTY_SELECTION',
      `Change ${change.id} left nothing on these devices that could be undone.`,
    );
  }
  const known = [...records.keys()].flatMap((name) => deviceOf(name) ?? []);
  if (known.length === 0) {
    throw new RollcallError(
      'UNKNOWN_DEVICE',
      `The inventory names none of the devices of change ${change.id} any more.`,
    );
  }
  return { devices: known, wishFor: wishForRecords(parts, records) };
}

function wishForRecords(parts: ChangeParts, records: ReadonlyMap<string, ChangeDeviceRecord>): WishFor {
  return async ({ name }, platform, now) => {
    const record = records.get(name);
    if (record === undefined || record.platform !== platform.id) {
      throw new RollcallError('PLAN_STALE', 'The inventory says another platform than when the device was changed.');
    }
    if (now.hash === record.baseHash) return null;
    if (now.hash !== record.foundHash && now.hash !== record.wantedHash) {
      throw new RollcallError('DRIFT', 'The device was changed by somebody else since: it is left as it is.', {
        hint: 'Look at it with diff_config, and plan the change that it needs.',
        phase: 'verify',
      });
    }
    const { syntax } = platform.config;
    const text = record.before === null ? undefined : await parts.changes.getImage(record.before);
    const before = text === undefined ? null : parseConfig(text, syntax);
    if (before === null || parts.hash(before, syntax) !== record.baseHash) {
      throw new RollcallError('JOURNAL_CORRUPT', `The configuration of ${oneLine(name, 80)} from before is not there.`);
    }
    const { lines, notes } = inverseLines(before, now.tree, syntax);
    return {
      lines: readChangeLines(lines.join('\n'), syntax),
      goal: record.baseHash,
      rebuilds: notes.length > 0,
    };
  };
}
