/** A store in memory, for tests of what uses one. Knows the interface's promises; forgets everything at the end. */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { RollcallError } from '../../src/core/errors.ts';
import type {
  FactRow,
  LeaseHolder,
  NewRun,
  OutcomeFilter,
  OutcomeRecord,
  RunRecord,
  Store,
} from '../../src/storage/store.ts';

interface StoredRun {
  record: RunRecord;
  readonly devices: NewRun['devices'];
  readonly outcomes: Map<string, OutcomeRecord>;
  readonly groups: Map<string, number>;
}

/** Outcomes come back in order of device name, as from the real one. */
export function createFakeStore(): Store {
  const runs = new Map<string, StoredRun>();
  const outputs = new Map<string, string>();
  const facts = new Map<string, FactRow>();
  const leases = new Map<string, LeaseHolder>();
  const find = (runId: string): StoredRun => {
    const run = runs.get(runId);
    if (run === undefined) throw new RollcallError('UNKNOWN_RUN', `There is no run ${runId}.`);
    return run;
  };
  return {
    async createRun({ devices, ...run }) {
      const record: RunRecord = { ...run, state: 'running', finishedAt: null, selected: devices.length, note: null };
      runs.set(run.id, { record, devices, outcomes: new Map(), groups: new Map() });
    },
    async recordOutcomes(runId, batch) {
      for (const outcome of batch) find(runId).outcomes.set(outcome.device, outcome);
    },
    async finishRun(runId, state, finishedAt, note = null) {
      const run = find(runId);
      run.record = { ...run.record, state, finishedAt, note };
    },
    async takeLease(name, purpose) {
      const heldBy = leases.get(name);
      if (heldBy !== undefined) return { heldBy };
      const holder = { purpose, pid: process.pid, host: hostname(), since: new Date().toISOString() };
      leases.set(name, holder);
      const release = async () => {
        if (leases.get(name) === holder) leases.delete(name);
      };
      return { lease: { name, release } };
    },
    async leaseHolder(name) {
      return leases.get(name) ?? null;
    },
    async touchRun() {},
    async getRun(runId) {
      return runs.get(runId)?.record;
    },
    async listRuns({ limit }) {
      return [...runs.values()].map((run) => run.record).slice(0, limit);
    },
    async outcomes(runId, filter) {
      const matching = rowsOf(find(runId), filter);
      const rows = matching.filter((row) => row.device > (filter.after ?? '')).slice(0, filter.limit);
      const last = rows.at(-1)?.device ?? null;
      return { rows, total: matching.length, next: last !== matching.at(-1)?.device ? last : null };
    },
    async *allOutcomes(runId) {
      yield rowsOf(find(runId), {});
    },
    async pendingDevices(runId) {
      const { devices, outcomes } = find(runId);
      return devices.filter((device) => !outcomes.has(device.name)).sort(byName);
    },
    async numberGroups(runId, keys) {
      const { groups } = find(runId);
      for (const key of keys) if (!groups.has(key)) groups.set(key, groups.size + 1);
      return new Map(keys.map((key) => [key, groups.get(key) as number]));
    },
    async putOutputs(texts) {
      return texts.map((text) => {
        const hash = createHash('sha256').update(text).digest('hex');
        outputs.set(hash, text);
        return hash;
      });
    },
    async getOutput(hash) {
      return outputs.get(hash);
    },
    async recordFacts(rows) {
      for (const row of rows) facts.set(`${row.device} ${row.key}`, row);
    },
    async latestFacts() {
      return [...facts.values()];
    },
    async prune() {
      return 0;
    },
    async close() {},
  };
}

function rowsOf({ devices, outcomes }: StoredRun, filter: Partial<OutcomeFilter>): OutcomeRecord[] {
  const { status, code, groupKey, device } = filter;
  const rows =
    status === 'pending'
      ? devices.filter(({ name }) => !outcomes.has(name)).map(({ name, platform }) => pendingRow(name, platform))
      : [...outcomes.values()].filter((row) => status === undefined || statusOf(row) === status);
  return rows
    .filter((row) => code === undefined || row.code === code)
    .filter((row) => groupKey === undefined || row.marks.some((mark) => mark.key === groupKey))
    .filter((row) => device === undefined || row.device === device)
    .sort((a, b) => (a.device < b.device ? -1 : 1));
}

function statusOf(row: OutcomeRecord): OutcomeFilter['status'] {
  return row.status === 'ok' && row.attention ? 'attention' : row.status;
}

/** As the real store shows a device without an outcome. */
function pendingRow(device: string, platform: string): OutcomeRecord {
  const nothing = { attention: false, code: null, phase: null, message: null, detail: null, value: null };
  return {
    device,
    platform,
    status: 'skipped',
    startedAt: '',
    durationMs: 0,
    attempts: 0,
    marks: [],
    answers: [],
    ...nothing,
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
