/** One IOS-like device between logins: running and startup configuration, and when each changed. Knows no prompt. */
import type { ConfigTree } from '../config-tree.ts';
import { PendingRevert } from '../pending-revert.ts';
import type { DeviceOs, Surroundings } from '../personality.ts';
import { createRandom } from '../random.ts';
import type { Dialect, IosLikeState } from './dialect.ts';
import { accessOf } from './ios-like-access.ts';
import { IosLikeCli } from './ios-like-cli.ts';
import { initialTree, recordWrite, startupTree } from './ios-like-state.ts';

const HOUR_MS = 3_600_000;

/** Powers one device on. */
export function startIosLike(dialect: Dialect, surroundings: Surroundings): DeviceOs {
  const state = createState(dialect, surroundings);
  const { access, layout } = dialect.config;
  const configure = (line: string, by: string): void => {
    if (state.running.apply([], line)) recordWrite(state, line, 'config', by);
  };
  return {
    hostname: state.hostname,
    runningConfig: () => dialect.config.print(state),
    configBody: () => state.running.render(layout),
    startupBody: () => startupTree(state).render(layout),
    // Where configuration is committed there is nothing to save.
    isSaved: () => dialect.config.style === 'candidate' || state.savedRevision === state.revision,
    pendingRevertMs: () => state.revert.remainingMs(),
    access: () => (access === null ? 'open' : accessOf(state.running, access)),
    configure: (line, by) => configure(line.trim(), by),
    rename: (name, by) => configure(`hostname ${name}`, by),
    login: (session) => new IosLikeCli(state, session),
    reboot: () => {
      state.lock = null;
      dialect.change?.reboot?.(state);
      state.revert.settle();
      state.running = startupTree(state).clone();
      state.changedAt = state.savedAt;
      state.revision += 1;
      state.savedRevision = state.revision;
    },
  };
}

function createState(dialect: Dialect, surroundings: Surroundings): IosLikeState {
  const { facts, clock } = surroundings;
  const random = createRandom(facts.serial, 'configuration dates');
  const changedAt = Math.min(facts.bootedAt + random.int(1, 90) * HOUR_MS, clock.now() - HOUR_MS);
  // Where configuration is committed there is nothing left to save.
  const isSaved = facts.saved || dialect.config.style === 'candidate';
  // Most devices of a fleet are only asked for their version: their configuration is made up when it is needed.
  let running: ConfigTree | null = null;
  return {
    surroundings,
    dialect,
    hostname: () => (running === null ? facts.hostname : (running.find(/^hostname (\S+)$/) ?? 'unnamed')),
    get running() {
      if (running === null) {
        running = initialTree(dialect, facts);
        if (!isSaved) running.apply([], UNSAVED_LINE);
      }
      return running;
    },
    set running(tree: ConfigTree) {
      running = tree;
    },
    startup: null,
    changedAt,
    changedBy: random.pick(['netops', 'automation', 'jdoe']),
    savedAt: changedAt + (isSaved ? 95_000 : -40 * HOUR_MS),
    revision: 0,
    savedRevision: isSaved ? 0 : -1,
    lock: null,
    revert: new PendingRevert(surroundings),
  };
}

/** A line that was typed and never saved: it is what makes "not saved" true on every platform's own terms. */
const UNSAVED_LINE = 'ntp server 10.0.0.123';
