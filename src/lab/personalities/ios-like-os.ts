/** One IOS-like device between logins: running and startup configuration, and when each changed. Knows no prompt. */
import { ConfigTree, parseConfig } from '../config-tree.ts';
import type { DeviceOs, Surroundings } from '../personality.ts';
import { createRandom } from '../random.ts';
import type { Dialect, IosLikeState } from './dialect.ts';
import { IosLikeCli } from './ios-like-cli.ts';
import { hostnameOf, recordWrite } from './ios-like-state.ts';

const HOUR_MS = 3_600_000;

/** Powers one device on. */
export function startIosLike(dialect: Dialect, surroundings: Surroundings): DeviceOs {
  const { facts } = surroundings;
  const random = createRandom(facts.serial, 'configuration dates');
  const changedAt = facts.bootedAt + random.int(1, 90) * HOUR_MS;
  const state: IosLikeState = {
    surroundings,
    dialect,
    running: new ConfigTree(parseConfig(dialect.config.initial(facts)), dialect.config.single),
    startup: null,
    changedAt: Math.min(changedAt, surroundings.clock.now() - HOUR_MS),
    changedBy: random.pick(['netops', 'automation', 'jdoe']),
    savedAt: 0,
    nextSession: 1,
  };
  // Where configuration is committed there is nothing left to save.
  const isSaved = facts.saved || dialect.config.style === 'candidate';
  state.savedAt = state.changedAt + (isSaved ? 95_000 : -40 * HOUR_MS);
  // A line that was typed and never saved: it is what makes "config not saved" true on every platform's own terms.
  if (!isSaved) state.running.apply([], UNSAVED_LINE);
  const configure = (line: string, by: string): void => {
    if (state.running.apply([], line)) recordWrite(state, line, 'config', by);
  };
  return {
    hostname: () => hostnameOf(state),
    runningConfig: () => dialect.config.print(state),
    isSaved: () => state.savedAt >= state.changedAt,
    configure: (line, by) => configure(line.trim(), by),
    rename: (name, by) => configure(`hostname ${name}`, by),
    login: (session) => new IosLikeCli(state, session),
  };
}

const UNSAVED_LINE = 'ntp server 10.0.0.123';
