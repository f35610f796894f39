/**
 * Counts a run's outcomes as they come in. Knows groups, failures and durations; keeps no outcome, so that its memory
 * is bounded by the number of groups, and gives the same result in whatever order outcomes arrive.
 */
import type { ErrorCode } from '../core/errors.ts';
import type { OutcomeStatus } from '../core/outcome.ts';
import type { GroupMark } from '../core/run-state.ts';
import type { RunCounts } from './run-answer.ts';

/** What a summary needs of one outcome. */
export interface TallyRow {
  readonly device: string;
  readonly status: OutcomeStatus;
  readonly attention: boolean;
  readonly code: ErrorCode | null;
  readonly durationMs: number;
  readonly marks: readonly GroupMark[];
}

/** Devices counted together. */
export interface DeviceSample {
  readonly count: number;
  /** The first names in order, at most `SAMPLE_DEVICES`. */
  readonly devices: readonly string[];
}

/** One group of equal findings or answers; what is not counted is its first device's. */
export interface TallyGroup extends DeviceSample {
  readonly mark: GroupMark;
}

export interface TallyFailure extends DeviceSample {
  readonly code: ErrorCode;
}

export interface Tally {
  /** Counts one outcome. Call it once per device of the run. */
  add(row: TallyRow): void;
  /** Adds up to `selected`. */
  counts(): RunCounts;
  /** In no order. */
  groups(): readonly TallyGroup[];
  /** Failed and skipped devices by code, in no order. */
  failures(): readonly TallyFailure[];
  /** Of the devices that were visited, by nearest rank; null before the first. */
  durationMs(percent: 50 | 95): number | null;
}

/** Names kept per group: more than any answer shows. */
export const SAMPLE_DEVICES = 8;

/** An empty tally of a run over `selected` devices. */
export function createTally(selected: number): Tally {
  const done = { ok: 0, attention: 0, failed: 0, skipped: 0 };
  const groups = new Map<string, Sample & { mark: GroupMark }>();
  const failures = new Map<ErrorCode, Sample>();
  const durations: number[] = [];

  return {
    add(row) {
      done[row.status === 'ok' && row.attention ? 'attention' : row.status]++;
      if (row.status !== 'skipped') durations.push(row.durationMs);
      if (row.status !== 'ok' && row.code !== null) {
        const failure = failures.get(row.code) ?? { count: 0, devices: [] };
        failures.set(row.code, failure);
        addDevice(failure, row.device);
      }
      for (const mark of firstOfEachKey(row.marks)) {
        const group = groups.get(mark.key) ?? { count: 0, devices: [], mark };
        groups.set(mark.key, group);
        addDevice(group, row.device);
        if (group.devices[0] === row.device) group.mark = detached(mark);
      }
    },
    counts: () => ({
      selected,
      ...done,
      pending: selected - done.ok - done.attention - done.failed - done.skipped,
    }),
    groups: () => [...groups.values()],
    failures: () => [...failures].map(([code, sample]) => ({ code, ...sample })),
    durationMs(percent) {
      const sorted = Float64Array.from(durations).sort();
      return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null;
    },
  };
}

interface Sample {
  count: number;
  devices: string[];
}

function addDevice(sample: Sample, device: string): void {
  sample.count++;
  const { devices } = sample;
  if (devices.length === SAMPLE_DEVICES && device > (devices.at(-1) ?? '')) return;
  const at = devices.findIndex((other) => device < other);
  devices.splice(at < 0 ? devices.length : at, 0, device);
  if (devices.length > SAMPLE_DEVICES) devices.pop();
}

/** A device counts once per group, however often it was marked. */
function firstOfEachKey(marks: readonly GroupMark[]): Iterable<GroupMark> {
  if (marks.length < 2) return marks;
  const byKey = new Map<string, GroupMark>();
  for (const mark of marks) if (!byKey.has(mark.key)) byKey.set(mark.key, mark);
  return byKey.values();
}

/** The mark with its own copy of the evidence, which may be a slice that keeps a whole output in memory. */
function detached(mark: GroupMark): GroupMark {
  return { ...mark, evidence: mark.evidence === null ? null : Buffer.from(mark.evidence).toString() };
}
