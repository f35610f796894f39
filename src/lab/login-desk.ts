/** Who may log in, and every way of being turned away. Knows methods and passwords; nothing of devices. */
import type { AuthContext, AuthenticationType, Connection } from 'ssh2';
import type { LoginQuirk } from './fault.ts';

export interface LoginRules {
  readonly name: string;
  readonly username: string;
  /** Null: nobody may log in. */
  readonly password: () => string | null;
  readonly acts: { readonly login?: LoginQuirk };
  readonly count: (what: 'failedLogins') => void;
  readonly wrote: (line: string, mode: string, session: string) => void;
}

const METHODS: AuthenticationType[] = ['password', 'keyboard-interactive'];
/** Devices and OpenSSH close after a few refusals. */
const MOST_REFUSALS = 6;

/** Answers one login request, now or, for a fault, never. */
export function decideLogin(context: AuthContext, connection: Connection, rules: LoginRules): void {
  const { login } = rules.acts;
  const methods: AuthenticationType[] =
    login === 'keyboard' || login === 'one-time-code' ? ['keyboard-interactive'] : METHODS;
  const refuse = (): void => {
    rules.count('failedLogins');
    context.reject(methods);
    if (countRefusal(connection) >= MOST_REFUSALS) connection.end();
  };
  const judge = (password: string | undefined): void => {
    const isRight = context.username === rules.username && password === rules.password();
    if (login === 'deny' || login === 'locked' || !isRight) refuse();
    else context.accept();
  };
  if (!methods.includes(context.method)) context.reject(methods);
  else if (login === 'hang') return;
  else if (context.method === 'keyboard-interactive') {
    const code = login === 'one-time-code' ? [{ prompt: 'One-time code: ', echo: true }] : [];
    context.prompt([{ prompt: 'Password: ', echo: false }, ...code], (answers) => {
      if (login === 'one-time-code') refuse();
      else judge(answers[0]);
    });
  } else if (context.method === 'password' && login === 'expired') {
    context.requestChange('Your password has expired. Choose a new one.', () => {
      rules.wrote('password change', 'login', rules.name);
      refuse();
    });
  } else if (context.method === 'password') judge(context.password);
}

const refusals = new WeakMap<Connection, number>();

function countRefusal(connection: Connection): number {
  const count = (refusals.get(connection) ?? 0) + 1;
  refusals.set(connection, count);
  return count;
}
