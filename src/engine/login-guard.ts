/**
 * Keeps one wrong password from being tried on a whole fleet. Knows, per secret, how many logins were accepted and
 * refused lately; knows neither the secret nor the devices.
 *
 * A secret nobody has accepted in the last minute is on trial: at most three attempts are under way or refused at any
 * time, everyone else waits. The first acceptance lets all through; three refusals bar the secret.
 */
import { type Clock, sleep } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { LoginPermits, LoginResult } from '../ssh/login-permit.ts';

/** Most account lock-outs begin at three to five failures. */
const TRIAL_ATTEMPTS = 3;
/** A device that never answers may have counted the attempt, or not. */
const UNANSWERED_COUNTS = 0.5;
/** How long an acceptance is believed: a password can be changed between two questions. */
const PROVEN_MS = 60_000;
/** How long a barred secret stays barred. */
const BARRED_MS = 600_000;
/** While proven: this many refusals among the last ten say that it has stopped being right. */
const RECENT = { size: 10, refused: 8 };

interface SecretState {
  provenAt: number | null;
  barredAt: number | null;
  refused: number;
  underWay: number;
  recent: boolean[];
  readonly waiting: { readonly go: () => void; readonly stop: (failure: RollcallError) => void }[];
}

export interface LoginGuardOptions {
  readonly clock: Clock;
  /** Logins started per second over all devices; 0 for no limit. */
  readonly loginsPerSecond: number;
}

export function createLoginGuard({ clock, loginsPerSecond }: LoginGuardOptions): LoginPermits {
  const secrets = new Map<string, SecretState>();
  let nextLoginAt = 0;

  const takeTurn = async (): Promise<void> => {
    if (loginsPerSecond <= 0) return;
    const now = clock.monotonicMs();
    const at = Math.max(now, nextLoginAt);
    nextLoginAt = at + 1_000 / loginsPerSecond;
    if (at > now) await sleep(clock, at - now);
  };

  const stateOf = (secretId: string): SecretState => {
    let state = secrets.get(secretId);
    if (state === undefined) {
      state = { provenAt: null, barredAt: null, refused: 0, underWay: 0, recent: [], waiting: [] };
      secrets.set(secretId, state);
    }
    const now = clock.monotonicMs();
    if (state.barredAt !== null && now - state.barredAt > BARRED_MS)
      Object.assign(state, { barredAt: null, refused: 0 });
    if (state.provenAt !== null && now - state.provenAt > PROVEN_MS && state.underWay === 0) {
      Object.assign(state, { provenAt: null, refused: 0, recent: [] });
    }
    return state;
  };

  const mayGo = (state: SecretState) => state.provenAt !== null || state.underWay + state.refused < TRIAL_ATTEMPTS;

  const settle = (state: SecretState, credentialName: string, result: LoginResult): void => {
    state.underWay--;
    if (result === 'accepted') {
      state.provenAt = clock.monotonicMs();
      state.refused = 0;
    } else if (result !== 'withdrawn') {
      state.refused += result === 'refused' ? 1 : result === 'locked' ? TRIAL_ATTEMPTS : UNANSWERED_COUNTS;
    }
    if (result !== 'unanswered' && result !== 'withdrawn')
      state.recent = [...state.recent, result !== 'accepted'].slice(-RECENT.size);
    const failing = state.recent.filter(Boolean).length >= RECENT.refused;
    if (state.provenAt === null ? state.refused >= TRIAL_ATTEMPTS : failing) {
      Object.assign(state, { barredAt: clock.monotonicMs(), provenAt: null, recent: [] });
      for (const waiter of state.waiting.splice(0)) waiter.stop(barred(credentialName));
    }
    while (state.waiting.length > 0 && mayGo(state)) {
      state.underWay++;
      state.waiting.shift()?.go();
    }
  };

  return {
    async permit(secretId, credentialName) {
      const state = stateOf(secretId);
      if (state.barredAt !== null) throw barred(credentialName);
      if (mayGo(state)) state.underWay++;
      else await new Promise<void>((go, stop) => state.waiting.push({ go, stop }));
      await takeTurn();
      let settled = false;
      return (result) => {
        if (!settled) settle(state, credentialName, result);
        settled = true;
      };
    },
  };
}

function barred(credentialName: string): RollcallError {
  const message = `Credential set "${credentialName}" was refused ${TRIAL_ATTEMPTS} times and accepted nowhere; not tried here.`;
  return new RollcallError('CIRCUIT_OPEN', message, {
    phase: 'auth',
    hint: `Correct credential set "${credentialName}", then ask again; it is barred for ${BARRED_MS / 60_000} minutes or until a restart.`,
  });
}
