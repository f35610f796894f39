/**
 * One device, from its turn to its outcome: admitted, opened, worked on, closed, tried again where a read may be.
 * Knows deadlines and retries; whatever happens, the answer is a value.
 */
import { type CancelTimer, isoTime, sleep } from '../core/clock.ts';
import { ERROR_CODES, type ErrorCode, RollcallError } from '../core/errors.ts';
import type { DeviceFailure, DeviceOutcome } from '../core/outcome.ts';
import type { CommandAnswer, Session } from '../core/session.ts';
import type { Device } from '../inventory/device.ts';
import { failureValue, knownFailure } from './failure-value.ts';
import type { Fleet } from './fleet.ts';
import type { SessionPool } from './session-pool.ts';

export interface VisitOptions<T> {
  readonly fleet: Fleet;
  readonly pool: SessionPool;
  readonly device: Device;
  /** A read: it may be called again on a new session. */
  readonly visit: (session: Session, device: Device) => Promise<T>;
  /** See `RunSpec`. */
  readonly work?: ((device: Device, signal: AbortSignal) => Promise<T>) | undefined;
  /** See `RunSpec`. */
  readonly turn?: ((device: Device, signal: AbortSignal) => Promise<void>) | undefined;
  /** Milliseconds; `limits.device_ms` when absent. */
  readonly deviceMs?: number | undefined;
  /** Aborted with a RollcallError when the run is cancelled. */
  readonly signal: AbortSignal;
}

export interface Visited<T> {
  readonly outcome: DeviceOutcome<T>;
  /** Every answer of the last attempt, a cut one included, in order. */
  readonly answers: readonly CommandAnswer[];
}

/** A value that says of itself that the visit failed, with what was learned kept (a refused command among answers). */
interface SelfJudged {
  readonly failure: DeviceFailure | null;
}

/** Visits the device; never rejects. */
export async function visitDevice<T>(options: VisitOptions<T>): Promise<Visited<T>> {
  const { fleet, device } = options;
  const control = new AbortController();
  const onCancel = () => control.abort(options.signal.reason);
  if (options.signal.aborted) onCancel();
  options.signal.addEventListener('abort', onCancel, { once: true });
  const time = createDeviceTime(fleet, control, options.deviceMs ?? fleet.limits.device_ms);
  try {
    const { attempts, value, failure, answers } = await inTurn(options, control, onCancel, time.begin);
    const base = { device: device.name, ...time.end(), attempts };
    if (failure === null) return { outcome: { ...base, status: 'ok', value: value as T, error: null }, answers };
    const skipped = attempts === 0 || failure.code === 'CIRCUIT_OPEN';
    return {
      outcome: skipped
        ? { ...base, status: 'skipped', value: null, error: failure }
        : { ...base, status: 'failed', value, error: failure },
      answers,
    };
  } finally {
    options.signal.removeEventListener('abort', onCancel);
  }
}

/** The device's turn, then its attempts; a change is done once, and a cancel does not reach it any more. */
async function inTurn<T>(
  options: VisitOptions<T>,
  control: AbortController,
  onCancel: () => void,
  begin: () => void,
): Promise<Attempted<T>> {
  const { fleet, device, work, turn } = options;
  try {
    await turn?.(device, control.signal);
  } catch (thrown) {
    return { attempts: 0, value: null, failure: failureValue(knownFailure(thrown, fleet, device)), answers: [] };
  }
  if (work === undefined) return attemptUntilDone(options, control.signal, begin);
  let attempts = 0;
  try {
    const value = await fleet.admission.admit(device, control.signal, () => {
      options.signal.removeEventListener('abort', onCancel);
      attempts = 1;
      begin();
      return work(device, control.signal);
    });
    return { attempts, value, failure: (value as Partial<SelfJudged> | null)?.failure ?? null, answers: [] };
  } catch (thrown) {
    return { attempts, value: null, failure: failureValue(knownFailure(thrown, fleet, device)), answers: [] };
  }
}

/** The device's own time, from its first attempt: waiting for a place is not its doing. */
function createDeviceTime({ clock }: Fleet, control: AbortController, mostMs: number) {
  let startedAt = isoTime(clock);
  let startedMs = clock.monotonicMs();
  let cancelDeadline: CancelTimer = () => {};
  const late = `Not finished within ${mostMs / 1000} s.`;
  return {
    begin: () => {
      startedAt = isoTime(clock);
      startedMs = clock.monotonicMs();
      const stop = () => control.abort(new RollcallError('DEADLINE', late, { phase: 'local' }));
      cancelDeadline = clock.after(mostMs, stop);
    },
    end: () => {
      cancelDeadline();
      return { startedAt, durationMs: Math.round(clock.monotonicMs() - startedMs) };
    },
  };
}

interface Attempted<T> {
  readonly attempts: number;
  readonly value: T | null;
  readonly failure: DeviceFailure | null;
  readonly answers: readonly CommandAnswer[];
}

async function attemptUntilDone<T>(
  options: VisitOptions<T>,
  signal: AbortSignal,
  begin: () => void,
): Promise<Attempted<T>> {
  const { fleet, device } = options;
  const answers: CommandAnswer[] = [];
  let attempts = 0;
  for (;;) {
    try {
      const value: T = await fleet.admission.admit(device, signal, () => {
        if (attempts++ === 0) begin();
        answers.length = 0;
        return attempt(options, signal, answers);
      });
      return { attempts, value, failure: (value as Partial<SelfJudged> | null)?.failure ?? null, answers };
    } catch (thrown) {
      let failure = knownFailure(thrown, fleet, device);
      const pauseMs = retryPause(failure.code, attempts, fleet);
      if (pauseMs !== null && !signal.aborted) {
        try {
          await sleep(fleet.clock, pauseMs, signal);
          continue;
        } catch (aborted) {
          failure = knownFailure(aborted, fleet, device);
        }
      }
      return { attempts, value: null, failure: failureValue(failure), answers };
    }
  }
}

async function attempt<T>(options: VisitOptions<T>, signal: AbortSignal, answers: CommandAnswer[]): Promise<T> {
  const { fleet, pool, device } = options;
  const session = pool.take(device.name) ?? (await fleet.open(device, signal));
  const abort = () => session.abort(signal.reason as RollcallError);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await options.visit(recordAnswers(session, answers), device);
  } catch (failure) {
    if (session.partial !== null) answers.push(session.partial);
    throw failure;
  } finally {
    // Still listening: a cancel also cuts the goodbye short.
    await pool.give(device.name, session);
    signal.removeEventListener('abort', abort);
  }
}

/** The same session, with every answer noted. */
function recordAnswers(session: Session, answers: CommandAnswer[]): Session {
  return {
    get hostname() {
      return session.hostname;
    },
    get partial() {
      return session.partial;
    },
    get usable() {
      return session.usable;
    },
    link: session.link,
    abort: (reason) => session.abort(reason),
    close: () => session.close(),
    run: async (command, options) => {
      const answer = await session.run(command, options);
      answers.push(answer);
      return answer;
    },
  };
}

/** How long to wait before the next try, or null when there is none. Doubled each time, plus up to half as jitter. */
function retryPause(code: ErrorCode, attempts: number, fleet: Fleet): number | null {
  if (attempts === 0 || attempts > ERROR_CODES[code].retries) return null;
  const { limits } = fleet;
  const first =
    code === 'DEVICE_BUSY' ? limits.busy_retry_ms : code === 'AUTH_TIMEOUT' ? limits.auth_retry_ms : limits.retry_ms;
  return first * 2 ** (attempts - 1) * (1 + Math.random() / 2);
}
