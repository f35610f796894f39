/** What the oracle knows of a change: its plan as it was approved, and where each of its devices stands. Judges nothing. */
import type { ChangePlan } from '../../../src/change/plan.ts';
import type { ChangeState } from '../../../src/storage/change-store.ts';
import type { Box } from './box.ts';
import { configOf, type Lines, textOf, withLines } from './kinds.ts';

/** A person's yes, as it was given. */
export interface Yes {
  readonly plan: ChangePlan;
  readonly until: number;
}

/** One device of one change. */
export interface Part {
  readonly device: string;
  readonly box: Box;
  readonly wave: number;
  readonly lines: readonly string[];
  readonly base: string;
  readonly wanted: string;
  state: ChangeState;
  /** What ran when it ended. */
  endText: string | null;
  /** The first login for it. */
  beganAt: number;
  /** It has an intent in the journal. */
  isBegun: boolean;
  lastEffectAt: number;
  lost: boolean;
  /** Everything of the plan was in force by its own doing. */
  wasInForce: boolean;
  wasConfirmed: boolean;
  opened: boolean;
  audited: 'well' | 'other' | null;
  readonly counts: Map<string, number>;
}

export interface Change {
  readonly id: string;
  readonly plan: ChangePlan;
  readonly process: number;
  readonly parts: ReadonlyMap<string, Part>;
}

export const ENDED: ReadonlySet<ChangeState> = new Set([
  'confirmed',
  'saved',
  'not_started',
  'rolled_back',
  'drift',
  'revert_failed',
  'unreachable_unknown',
]);
export const OPEN: ReadonlySet<ChangeState> = new Set(['intent', 'applied', 'confirming']);
export const isEnded = (state: ChangeState): boolean => ENDED.has(state);

/** What the plan brings is there, and what it takes away is not. */
export function isInForce({ base, wanted }: Part, config: Lines): boolean {
  const [before, after] = [new Set(base.split('\n')), new Set(wanted.split('\n'))];
  const now = new Set(config.values());
  const isThere = [...after].every((line) => before.has(line) || line === '' || now.has(line));
  return isThere && [...before].every((line) => after.has(line) || !now.has(line));
}

/** Nothing has happened yet. */
export function newPart(
  plan: ChangePlan,
  { device, wave, script }: ChangePlan['devices'][number],
  box: Box,
  base: string,
): Part {
  const lines = (plan.scripts[script] ?? []).map(({ text }) => text);
  return {
    device,
    box,
    wave,
    lines,
    base,
    wanted: textOf(withLines(configOf(base), lines)),
    state: 'waiting',
    endText: null,
    beganAt: 0,
    isBegun: false,
    lastEffectAt: 0,
    lost: false,
    wasInForce: false,
    wasConfirmed: false,
    opened: false,
    audited: null,
    counts: new Map(),
  };
}
