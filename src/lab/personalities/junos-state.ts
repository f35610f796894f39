/** What lasts on a Junos device, and one login as its commands see it. Commits and their undoing; no wording. */
import type { ConfigSet } from '../config-set.ts';
import { PendingRevert } from '../pending-revert.ts';
import type { RefusalKind, Reply, Surroundings } from '../personality.ts';

/** One committed configuration. */
export interface JunosCommit {
  readonly config: ConfigSet;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `netops via cli`, `root via other`. */
  readonly by: string;
  readonly comment: string | null;
}

/** One device's mutable state. */
export interface JunosState {
  readonly surroundings: Surroundings;
  /** What runs, and before it the earlier ones: `rollback 1` is the second. Never empty. */
  commits: readonly [JunosCommit, ...JunosCommit[]];
  /** The candidate all plain `configure` sessions edit; null when nobody left anything in it. */
  shared: ConfigSet | null;
  /** The login that holds the lock, and since when. */
  lock: { readonly session: string; readonly since: number } | null;
  readonly revert: PendingRevert;
  readonly running: ConfigSet;
  readonly changedAt: number;
}

export type JunosEntry = 'shared' | 'exclusive' | 'private';

export interface JunosSession {
  readonly state: JunosState;
  /** Names the login in the record of writes. */
  readonly session: string;
  /** Null outside configuration mode. */
  candidate: ConfigSet | null;
  entry: JunosEntry;
  /** Where `edit` went. */
  path: string;
  /** Lines typed since the last commit, for the record. */
  pending: string[];
  refusal(kind: RefusalKind, line: string, column?: number): string;
  /** Runs a line of operational mode. */
  operate(line: string): Reply;
  /** `text` after the pipes that are plain filters. */
  filtered(line: string, text: string, pipes: readonly string[]): Reply;
}

/** Junos keeps what runs and rollbacks 1 to 49. */
const MOST_COMMITS = 50;

/** A device that runs `config` since `changedAt`. */
export function junosState(surroundings: Surroundings, config: ConfigSet, changedAt: number): JunosState {
  return {
    surroundings,
    commits: [{ config, at: changedAt, by: 'netops via cli', comment: null }],
    shared: null,
    lock: null,
    revert: new PendingRevert(surroundings),
    get running() {
      return this.commits[0].config;
    },
    get changedAt() {
      return this.commits[0].at;
    },
  };
}

/** Runs `config` from now on. What is to be recorded of it is the caller's affair, and comes before. */
export function runConfig(state: JunosState, config: ConfigSet, by: string, comment: string | null): void {
  const commit = { config: config.clone(), at: state.surroundings.clock.now(), by, comment };
  const [newest, ...older] = state.commits;
  state.commits = [commit, newest, ...older.slice(0, MOST_COMMITS - 2)];
  state.surroundings.changed();
}

/** Whether the two hold the same statements. */
export function isSame(one: ConfigSet, other: ConfigSet): boolean {
  return one.minus(other).length === 0 && other.minus(one).length === 0;
}

/** The lines that lock somebody else out, as Junos words them. */
export function lockHolder(state: JunosState, session: string): string | null {
  const { lock, surroundings } = state;
  if (surroundings.flaws.isLocked !== true && (lock === null || lock.session === session)) return null;
  const since = new Date(lock?.since ?? surroundings.clock.now() - 60_000).toISOString().slice(0, 19).replace('T', ' ');
  return `error: configuration database locked by:\n  jdoe terminal pts/1 (pid 4681) on since ${since} UTC, idle 00:01:12\n      exclusive [edit]\n`;
}
