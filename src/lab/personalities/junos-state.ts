/** What lasts on a Junos device, and one login as its commands see it. Shapes only. */
import type { ConfigSet } from '../config-set.ts';
import type { RefusalKind, Reply, Surroundings } from '../personality.ts';

/** One device's mutable state. */
export interface JunosState {
  readonly surroundings: Surroundings;
  running: ConfigSet;
  /** Earlier configurations, newest first: `rollback 1` is the first. */
  history: ConfigSet[];
  changedAt: number;
  /** The candidate all plain `configure` sessions edit; null when nobody left anything in it. */
  shared: ConfigSet | null;
}

export interface JunosSession {
  readonly state: JunosState;
  /** Names the login in the record of writes. */
  readonly session: string;
  /** Null outside configuration mode. */
  candidate: ConfigSet | null;
  readonly isPrivate: boolean;
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
