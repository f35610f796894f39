/**
 * Keeps one wrong password from being tried on a whole fleet. Knows, per secret, how many logins were accepted and
 * refused lately; knows neither the secret nor the devices.
 *
 * A secret nobody has accepted in the last minute is on trial: at most three attempts are under way or refused at any
 * time, everyone else waits. The first acceptance lets all through; three refusals bar the secret.
 */
import type { Clock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { LoginPermits, LoginResult } from '../ssh/login-permit.ts';

/** Most account lock-outs begin at three to five failures. */
const TRIAL_ATTEMPTS = 3;
/** A device that never answers may have counted the attempt, or not. */
const UNANSWERED_COUNTS = 0.5;
/** How long an acceptance is believed: a password can be changed between two questions. */
const PROVEN_MS = 60_000;
/** How long a refused secret stays barred; one that nobody answered may be right, and is tried again sooner. */
const BARRED_MS = { refused: 600_000, unanswered: 60_000 };
/** While proven: this many refusals among the last ten say that it has stopped being right. */
const RECENT = { size: 10, refused: 8 };

interface SecretState {
  provenAt: number | null;
  bar: { readonly until: number; readonly failure: RollcallError } | null;
  refused: number;
  unanswered: number;
  underWay: number;
  recent: boolean[];
  readonly waiting: { readonly go: () => void; readonly stop: (failure: RollcallError) => void }[];
}

export function createLoginGuard({ clock }: { readonly clock: Clock }): LoginPermits {
  const secrets = new Map<string, SecretState>();

  const stateOf = (secretId: string): SecretState => {
    let state = secrets.get(secretId);
    if (state === undefined) {
      state = { provenAt: null, bar: null, refused: 0, unanswered: 0, underWay: 0, recent: [], waiting: [] };
      secrets.set(secretId, state);
    }
    const now = clock.monotonicMs();
    if (state.bar !== null && now > state.bar.until) Object.assign(state, { bar: null, refused: 0, unanswered: 0 });
    if (state.provenAt !== null && now - state.provenAt > PROVEN_MS && state.underWay === 0) {
      Object.assign(state, { provenAt: null, refused: 0, unanswered: 0, recent: [] });
    }
    return state;
  };

  /** Failures as far as they count against the secret. */
  const failures = (state: SecretState) => state.refused + state.unanswered * UNANSWERED_COUNTS;
  const mayGo = (state: SecretState) => state.provenAt !== null || state.underWay + failures(state) < TRIAL_ATTEMPTS;

  const count = (state: SecretState, result: LoginResult): void => {
    if (result === 'accepted') Object.assign(state, { provenAt: clock.monotonicMs(), refused: 0, unanswered: 0 });
    if (result === 'refused') state.refused++;
    if (result === 'locked') state.refused += TRIAL_ATTEMPTS;
    if (result === 'unanswered') state.unanswered++;
    if (result === 'unanswered' || result === 'withdrawn') return;
    state.recent = [...state.recent, result !== 'accepted'].slice(-RECENT.size);
  };

  const settle = (state: SecretState, credentialName: string, result: LoginResult): void => {
    state.underWay--;
    count(state, result);
    const failing = state.recent.filter(Boolean).length >= RECENT.refused;
    if (state.provenAt === null ? failures(state) >= TRIAL_ATTEMPTS : failing) {
      const why = state.provenAt === null && state.refused === 0 ? 'unanswered' : 'refused';
      const bar = { until: clock.monotonicMs() + BARRED_MS[why], failure: barred(credentialName, why) };
      Object.assign(state, { bar, provenAt: null, recent: [] });
      for (const waiter of state.waiting.splice(0)) waiter.stop(bar.failure);
    }
    while (state.waiting.length > 0 && mayGo(state)) {
      state.underWay++;
      state.waiting.shift()?.go();
    }
  };

  return {
    async permit(secretId, credentialName) {
      const state = stateOf(secretId);
      if (state.bar !== null) throw state.bar.failure;
      if (mayGo(state)) state.underWay++;
      else await new Promise<void>((go, stop) => state.waiting.push({ go, stop }));
      let settled = false;
      return (result) => {
        if (!settled) settle(state, credentialName, result);
        settled = true;
      };
    },
  };
}

function barred(credentialName: string, why: keyof typeof BARRED_MS): RollcallError {
  const set = `credential set "${credentialName}"`;
  const minutes = BARRED_MS[why] / 60_000;
  return why === 'refused'
    ? new RollcallError('CIRCUIT_OPEN', `Not tried here: ${set} is refused elsewhere.`, {
        phase: 'auth',
        hint: `Correct ${set}, then ask again; it is barred for ${minutes} minutes or until a restart.`,
      })
    : new RollcallError('CIRCUIT_OPEN', `Not tried here: no login with ${set} was answered.`, {
        phase: 'auth',
        hint: `Can the devices reach their AAA server? Logins with ${set} are tried again after ${minutes} minute.`,
      });
}
