/**
 * Proving who we are: keys first, then at most one secret-bearing attempt. Knows ssh2's authHandler; sends a password
 * only where the server did not already refuse it, and never answers a question that is not a plain password prompt.
 */
import type { Client } from 'ssh2';
import { type ErrorCode, RollcallError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { oneLine } from '../core/text.ts';
import type { Credential } from '../inventory/device.ts';
import { failureFromThrown, failureOf } from './failure.ts';
import type { Link } from './link.ts';
import { type LoginPermits, type LoginResult, permitFor } from './login-permit.ts';

/** `Password:`, `alice@sw1's password:`, `Passwort:`; and what must never be mistaken for one. */
const PASSWORD_PROMPT = /passw(?:or[dt]|d)|kennwort|mot de passe/i;
const CHANGE_PROMPT = /new password|old password|current password|expired|change your password|retype/i;
const CODE_PROMPT = /one.?time|token|otp|verification|passcode|code|challenge|factor/i;

/** How devices say that trying on is useless; believed only together with a refusal. */
const LOCKED = /login disabled|account (?:is |has been )?(?:locked|disabled)|logins? (?:are |is )?blocked/i;
/** A banner is never parsed for more, and may be of any size. */
const BANNER_CHARS = 4_096;

type Step =
  | { readonly type: 'agent'; readonly agent: string }
  | { readonly type: 'publickey'; readonly key: string; readonly passphrase?: string }
  | { readonly type: 'secret' };

type AuthNext = (method: unknown) => void;

export interface LoginOptions {
  readonly username: string;
  readonly credential: Credential;
  /** Private keys the inventory or ssh_config names for this hop, tried before the credential set's own. */
  readonly identities: readonly Secret[];
  readonly agentSocket: string | null;
  readonly permits: LoginPermits;
}

/** The `authHandler` for one connection, and the call that reports a login the server accepted. */
export function createLogin(link: Link, client: Client, options: LoginOptions) {
  const steps = stepsFor(options);
  let offered: 'none' | 'password' | 'keyboard-interactive' = 'none';
  let report: ((result: LoginResult) => void) | null = null;
  const settle = (result: LoginResult) => {
    report?.(result);
    report = null;
  };
  link.onFail((failure) => settle(resultOf(failure)));
  client.on('change password', () =>
    link.fail(new RollcallError('AUTH_PASSWORD_EXPIRED', 'The device wants a new password.', { phase: 'auth' })),
  );

  let banner = '';
  client.on('banner', (message) => {
    banner = message.slice(0, BANNER_CHARS);
  });

  const refuse = (refusal: 'AUTH_FAILED' | 'AUTH_INTERACTIVE_UNSUPPORTED', detail?: string) => {
    const code = refusal === 'AUTH_FAILED' && LOCKED.test(banner) ? 'AUTH_LOCKED' : refusal;
    return link.fail(failureOf(code, 'auth', detail));
  };

  /** One password attempt; a second, over keyboard-interactive, only where the server has no password method at all. */
  const offerSecret = async (left: readonly string[] | null, next: AuthNext) => {
    const { password } = options.credential;
    if (password === null) return refuse('AUTH_FAILED', 'no password in the credential set, and no key was accepted');
    const wanted = left === null || left.includes('password') ? 'password' : 'keyboard-interactive';
    if (left !== null && !left.includes(wanted))
      return refuse('AUTH_FAILED', `the server takes only ${left.join(', ')}`);
    if (offered === wanted || offered === 'keyboard-interactive') return refuse('AUTH_FAILED');
    if (offered === 'password' && left?.includes('password')) return refuse('AUTH_FAILED');
    offered = wanted;
    if (report === null) {
      link.pauseDeadline();
      report = await permitFor(link, options.permits, options.credential, 'password');
      link.resumeDeadline();
    }
    const { username } = options;
    next(
      wanted === 'password'
        ? { type: 'password', username, password: password.reveal() }
        : { type: 'keyboard-interactive', username, prompt: answerOnce(link, () => password.reveal()) },
    );
  };

  const authHandler = (left: readonly string[] | null, partial: boolean | null, next: AuthNext) => {
    if (partial === true) return refuse('AUTH_INTERACTIVE_UNSUPPORTED', 'the server wants a second factor');
    const step = steps.shift();
    if (step === undefined || step.type === 'secret') {
      offerSecret(left, next).catch((failure: unknown) => link.fail(failureFromThrown(failure, 'auth')));
    } else if (left !== null && !left.includes('publickey')) {
      authHandler(left, partial, next);
    } else {
      next({ ...step, username: options.username });
    }
  };
  return { authHandler, accepted: () => settle('accepted') };
}

const RESULTS: Readonly<Partial<Record<ErrorCode, LoginResult>>> = {
  AUTH_FAILED: 'refused',
  AUTH_PASSWORD_EXPIRED: 'refused',
  AUTH_LOCKED: 'locked',
  // Our own doing says nothing about the secret.
  CANCELLED: 'withdrawn',
  DEADLINE: 'withdrawn',
};

/** How a failed login counts. */
export const resultOf = (failure: RollcallError): LoginResult => RESULTS[failure.code] ?? 'unanswered';

function stepsFor({ credential, identities, agentSocket }: LoginOptions): Step[] {
  const named = identities.map((key): Step => ({ type: 'publickey', key: key.reveal() }));
  const keys = credential.keys.map(({ key, passphrase }): Step => {
    const revealed = { type: 'publickey' as const, key: key.reveal() };
    return passphrase === null ? revealed : { ...revealed, passphrase: passphrase.reveal() };
  });
  return [
    ...(agentSocket === null ? [] : [{ type: 'agent' as const, agent: agentSocket }]),
    ...named,
    ...keys,
    { type: 'secret' },
  ];
}

type Prompt = { readonly prompt: string };

/** Answers exactly one password prompt; anything else ends the attempt with nothing typed. */
function answerOnce(link: Link, password: () => string) {
  let answered = false;
  return (
    _name: string,
    instructions: string,
    _lang: string,
    prompts: readonly Prompt[],
    finish: (answers: string[]) => void,
  ) => {
    const asked = prompts.map((prompt) => prompt.prompt).join(' ');
    const all = `${instructions} ${asked}`;
    const reject = (code: ErrorCode, message: string) =>
      link.fail(new RollcallError(code, message, { phase: 'auth', detail: oneLine(all) }));
    if (prompts.length === 0) return finish([]);
    if (CHANGE_PROMPT.test(all)) return reject('AUTH_PASSWORD_EXPIRED', 'The device wants a new password.');
    if (prompts.length > 1 || CODE_PROMPT.test(asked) || !PASSWORD_PROMPT.test(asked)) {
      return reject('AUTH_INTERACTIVE_UNSUPPORTED', 'The device asks for more than a password; nothing was typed.');
    }
    if (answered) return reject('AUTH_FAILED', 'The login was refused.');
    answered = true;
    finish([password()]);
  };
}
