/** The way back as steps, and where it is found: the words that the files about it share. Knows shapes only. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ConfigLine } from './config-tree.ts';

/** A line to send. */
export interface Step {
  readonly depth: number;
  readonly text: string;
  readonly verbatim: readonly string[];
}

export const step = (depth: number, text: string, verbatim: readonly string[] = []): Step => ({
  depth,
  text,
  verbatim,
});

/** Steps that take away, and those that come after all of them. */
export interface Way {
  readonly away: readonly Step[];
  readonly back: readonly Step[];
}

export const NO_WAY: Way = { away: [], back: [] };

/** Steps of a block below its header; none where there is nothing to do. */
export const below = (header: Step, { away, back }: Way): Way => ({
  away: away.length === 0 ? [] : [header, ...away],
  back: back.length === 0 ? [] : [header, ...back],
});

/** Where two blocks are compared. */
export interface Place {
  readonly syntax: ConfigSyntax;
  readonly depth: number;
  /** Of `Inverse`. */
  readonly notes: string[];
  /** Words of values that are overwritten: what they name is in use until then. */
  readonly inUse: Set<string>;
}

/** Lines of a block by key. */
export type KeyedLines = ReadonlyMap<string, ConfigLine>;

/** What two blocks do not share; who deals with a line takes it out. */
export interface Difference {
  /** Was not there before. */
  readonly gone: Set<ConfigLine>;
  /** Was there before, or was there with another text. */
  readonly lost: Set<ConfigLine>;
}
