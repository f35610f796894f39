/** Runs without a network, for tests of what starts them: every visit is played against a scripted device, at once. */
import { RollcallError } from '../../src/core/errors.ts';
import type { DeviceFailure, DeviceOutcome } from '../../src/core/outcome.ts';
import type { CommandAnswer, Session } from '../../src/core/session.ts';
import type { RunSpec } from '../../src/engine/run-spec.ts';
import type { Runs } from '../../src/engine/runs.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { OutcomeRecord, Store } from '../../src/storage/store.ts';
import type { AnswerGroup, RunAnswer } from '../../src/summary/run-answer.ts';

/** What a scripted device does: answers by command, or a code it fails with. A command without an answer is rejected. */
export interface ScriptedDevice {
  readonly hostname?: string;
  readonly answers?: Readonly<Record<string, string>>;
  readonly failsWith?: DeviceFailure;
  readonly algorithms?: 'modern' | 'legacy';
  /** Never finishes: stays pending. */
  readonly hangs?: boolean;
}

export interface FakeRuns extends Runs {
  /** Every line sent, as `device: command`. */
  readonly sent: readonly string[];
}

const STARTED = '2026-11-23T10:15:02.000Z';

export function createFakeRuns(store: Store, script: (device: Device) => ScriptedDevice): FakeRuns {
  const sent: string[] = [];
  let count = 0;
  const known = async (runId: string) => {
    const run = await store.getRun(runId);
    if (run === undefined) throw new RollcallError('UNKNOWN_RUN', `There is no run "${runId}".`);
    return run;
  };
  return {
    sent,
    async start(spec) {
      const id = `r-20261123-101502-${String(++count).padStart(6, '0')}`;
      const { kind, title, params, principal, okWord } = spec;
      const devices = spec.devices.map(({ name, platform }) => ({ name, platform }));
      await store.createRun({ id, kind, title, params, principal, okWord, startedAt: STARTED, devices });
      const active = spec.devices.filter((device) => script(device).hangs !== true);
      const records = await Promise.all(active.map((device) => play(spec, device, script(device), store, sent)));
      await store.recordOutcomes(id, records);
      if (active.length === devices.length) {
        await store.finishRun(id, 'done', STARTED, (await spec.conclude?.(id)) ?? null);
      }
      return id;
    },
    async wait(runId, _waitMs, { signal } = {}) {
      await known(runId);
      if (signal?.aborted) throw new RollcallError('CANCELLED', 'The run was cancelled.');
    },
    async answer(runId) {
      const { kind, state, selected, note } = await known(runId);
      const { rows } = await store.outcomes(runId, { limit: 1_000_000 });
      return answerOf(runId, { kind, state, selected, note }, rows, store);
    },
    async cancel(runId) {
      if ((await known(runId)).state === 'running') await store.finishRun(runId, 'cancelled', STARTED);
    },
    async shutdown() {},
  };
}

async function play<T>(
  spec: RunSpec<T>,
  device: Device,
  scripted: ScriptedDevice,
  store: Store,
  sent: string[],
): Promise<OutcomeRecord> {
  const base = { device: device.name, startedAt: STARTED, durationMs: 12, attempts: 1 };
  const heard: CommandAnswer[] = [];
  let outcome: DeviceOutcome<T>;
  if (scripted.failsWith !== undefined) outcome = { ...base, status: 'failed', value: null, error: scripted.failsWith };
  else {
    outcome = await visitOutcome(spec, device, sessionOf(device, scripted, sent, heard), base);
  }
  const digest = spec.digest(device, outcome);
  // As the engine: a visit that failed keeps what was heard.
  const answers = outcome.status === 'failed' && outcome.value === null ? heard : digest.answers;
  const outputs = await store.putOutputs(answers.map((answer) => answer.output));
  const bodies = await store.putOutputs(digest.marks.map((mark) => mark.body ?? ''));
  const facts = Object.entries(digest.facts ?? {});
  await store.recordFacts(
    facts.map(([key, value]) => ({ device: device.name, key, value, observedAt: STARTED, runId: '' })),
  );
  return {
    ...base,
    platform: device.platform,
    status: outcome.status,
    attention: digest.attention,
    code: outcome.error?.code ?? null,
    phase: outcome.error?.phase ?? null,
    message: outcome.error?.message ?? null,
    detail: outcome.error?.detail ?? null,
    marks: digest.marks.map(({ body, ...mark }, index) => ({
      ...mark,
      bodyHash: body === null ? null : (bodies[index] ?? null),
    })),
    answers: answers.map((answer, index) => ({
      command: answer.command,
      outputHash: outputs[index] ?? '',
      sizeBytes: answer.sizeBytes,
      truncated: answer.truncated,
      spillFile: answer.spillFile,
      errorCode: answer.error?.code ?? null,
      durationMs: answer.durationMs,
    })),
    value: digest.value,
  };
}

/** The visit's value, or what it threw, as the engine makes an outcome of it. */
async function visitOutcome<T>(
  spec: RunSpec<T>,
  device: Device,
  session: Session,
  base: Pick<DeviceOutcome<T>, 'device' | 'startedAt' | 'durationMs' | 'attempts'>,
): Promise<DeviceOutcome<T>> {
  try {
    const { signal } = new AbortController();
    await spec.turn?.(device, signal);
    const value = await (spec.work?.(device, signal) ?? spec.visit(session, device));
    const failure = (value as { failure?: DeviceFailure | null } | null)?.failure ?? null;
    if (failure === null) return { ...base, status: 'ok', value, error: null };
    return { ...base, status: 'failed', value, error: failure };
  } catch (thrown) {
    if (!(thrown instanceof RollcallError)) throw thrown;
    const { code, message, hint, phase = 'local', detail = null } = thrown;
    return { ...base, status: 'failed', value: null, error: { code, message, hint, phase, detail } };
  }
}

/** A session with the scripted device; `heard` collects its answers. */
export function sessionOf(
  device: Device,
  scripted: ScriptedDevice,
  sent: string[] = [],
  heard: CommandAnswer[] = [],
): Session {
  return {
    hostname: scripted.hostname ?? device.name,
    link: { hostKey: null, algorithms: scripted.algorithms ?? 'modern', loginMs: 7.4 },
    async run(command) {
      sent.push(`${device.name}: ${command}`);
      const answer = answerTo(command, scripted.answers?.[command]);
      heard.push(answer);
      return answer;
    },
    partial: null,
    usable: true,
    abort() {},
    async close() {},
  };
}

function answerTo(command: string, output: string | undefined): CommandAnswer {
  const rejected: DeviceFailure = {
    code: 'CMD_REJECTED',
    phase: 'command',
    message: 'The device does not accept this command.',
    hint: 'Ask something else.',
    detail: '% Invalid input detected',
  };
  return {
    command,
    output: output ?? '% Invalid input detected at marker.\n',
    error: output === undefined ? rejected : null,
    sizeBytes: Buffer.byteLength(output ?? ''),
    truncated: false,
    spillFile: null,
    sha256: null,
    durationMs: 3,
  };
}

// As many as the real summary shows.
const MOST_GROUPS = 12;
const SAMPLE = 5;

/** A plain summary: equal marks grouped, equal codes grouped, samples cut. */
async function answerOf(
  runId: string,
  run: {
    readonly kind: string;
    readonly state: RunAnswer['state'];
    readonly selected: number;
    readonly note: string | null;
  },
  rows: readonly OutcomeRecord[],
  store: Store,
): Promise<RunAnswer> {
  const count = (matches: (row: OutcomeRecord) => boolean) => rows.filter(matches).length;
  const keys = [...new Set(rows.flatMap((row) => row.marks.map((mark) => mark.key)))];
  const numbers = await store.numberGroups(runId, keys);
  const groups = keys.slice(0, MOST_GROUPS).map((key): AnswerGroup => {
    const members = rows.filter((row) => row.marks.some((mark) => mark.key === key));
    const mark = members[0]?.marks.find((candidate) => candidate.key === key);
    if (mark === undefined) throw new Error('a group has a member');
    const { kind, severity, title, evidence } = mark;
    const names = members.map((row) => row.device);
    const sample = { devices: names.slice(0, SAMPLE), more: Math.max(0, names.length - SAMPLE) };
    return {
      group: `g${numbers.get(key)}`,
      kind,
      severity,
      count: names.length,
      title,
      evidence,
      difference: null,
      ...sample,
    };
  });
  const codes = [...new Set(rows.flatMap((row) => row.code ?? []))];
  const ok = count((row) => row.status === 'ok' && !row.attention);
  return {
    runId,
    kind: run.kind,
    state: run.state,
    headline: `${ok} of ${run.selected} well.`,
    note: run.note,
    counts: {
      selected: run.selected,
      ok,
      attention: count((row) => row.status === 'ok' && row.attention),
      failed: count((row) => row.status === 'failed'),
      skipped: count((row) => row.status === 'skipped'),
      pending: run.selected - rows.length,
    },
    groups,
    failures: codes.map((code) => {
      const names = rows.filter((row) => row.code === code).map((row) => row.device);
      return {
        code,
        count: names.length,
        devices: names.slice(0, SAMPLE),
        more: Math.max(0, names.length - SAMPLE),
        hint: 'Look.',
      };
    }),
    timing: { elapsedMs: 12, deviceP50Ms: 12, deviceP95Ms: 12, etaMs: null },
    omitted: { groups: Math.max(0, keys.length - MOST_GROUPS), failures: 0 },
    next: [],
  };
}
