/** `reload` on IOS and IOS-XE: now, at a time, or called off. Knows questions and a timer; the restart is the lab's. */
import type { CancelTimer } from '../../core/clock.ts';
import type { Command, CommandResult } from '../command-tree.ts';
import { clockLine } from '../text-forms.ts';
import type { IosLikeSession, IosLikeState } from './dialect.ts';
import { saveConfig } from './ios-like-state.ts';
import { perDevice } from './per-device.ts';

const MINUTE_MS = 60_000;

interface Schedule {
  readonly at: number;
  readonly cancel: CancelTimer;
}

const scheduleOf = perDevice(() => ({ current: null as Schedule | null }));

/** A restart loses its own schedule. */
export function forgetReload(state: IosLikeState): void {
  scheduleOf(state).current?.cancel();
  scheduleOf(state).current = null;
}

/** Asks about unsaved lines, then for a key, then goes on. */
function asking(cli: IosLikeSession, head: string, go: () => CommandResult): CommandResult {
  const proceed: CommandResult = {
    slow: false,
    text: head,
    ask: { prompt: 'Proceed with reload? [confirm]', echo: true, answer: (typed) => (typed === '' ? go() : {}) },
  };
  if (cli.state.savedRevision === cli.state.revision) return proceed;
  const answer = (typed: string): CommandResult => {
    if (/^y/i.test(typed)) saveConfig(cli.state, 'reload: save', cli.session);
    return proceed;
  };
  const prompt = '\nSystem configuration has been modified. Save? [yes/no]: ';
  return { slow: false, ask: { prompt, echo: true, answer } };
}

function reloadIn(cli: IosLikeSession, typed: string): CommandResult {
  const minutes = Number(typed);
  if (!Number.isInteger(minutes) || minutes < 1) return { text: cli.refusal('invalid', `reload in ${typed}`, 10) };
  const { state, session } = cli;
  const { clock, after, wrote, restart } = state.surroundings;
  const at = clock.now() + minutes * MINUTE_MS;
  const head = `Reload scheduled for ${clockLine(at, 'ios-config')} (in ${minutes} minutes) by netops on vty0\nReload reason: Reload Command\n`;
  return asking(cli, head, () => {
    forgetReload(state);
    wrote(`reload in ${minutes}`, 'arm', session);
    const fire = () => {
      if (state.surroundings.flaws.hasDeadTimer !== true) restart();
    };
    scheduleOf(state).current = { at, cancel: after(minutes * MINUTE_MS, fire) };
    return {};
  });
}

function cancelReload(cli: IosLikeSession): CommandResult {
  if (scheduleOf(cli.state).current === null) return { slow: false, text: 'No reload is scheduled.\n' };
  forgetReload(cli.state);
  cli.state.surroundings.wrote('reload cancel', 'confirm', cli.session);
  return { slow: false, text: '\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n' };
}

function showReload(cli: IosLikeSession): CommandResult {
  const { current } = scheduleOf(cli.state);
  if (current === null) return { text: 'No reload is scheduled.\n' };
  const minutes = Math.ceil((current.at - cli.state.surroundings.clock.now()) / MINUTE_MS);
  return {
    text: `Reload scheduled for ${clockLine(current.at, 'ios-config')} (in ${minutes} minutes) by netops on vty0\n`,
  };
}

export const IOS_RELOAD_COMMANDS: readonly Command<IosLikeSession>[] = [
  {
    path: 'reload',
    run: (cli) =>
      asking(cli, '', () => {
        cli.state.surroundings.wrote('reload', 'exec', cli.session);
        cli.state.surroundings.restart();
        return { close: true };
      }),
  },
  { path: 'reload in <minutes>', run: (cli, [minutes = '']) => reloadIn(cli, minutes) },
  { path: 'reload cancel', run: cancelReload },
  { path: 'show reload', run: showReload },
];
