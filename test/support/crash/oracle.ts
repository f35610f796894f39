/**
 * What a round left behind, held against the lab's own record: the journal must say what is so. Knows the devices' truth
 * and what the journal claims; decides nothing itself.
 */
import type { AppliedLine } from '../../../src/lab/writes-log.ts';
import type { ChangeDeviceRecord, ChangeState } from '../../../src/storage/change-store.ts';
import type { DeviceTruth } from './lab-host.ts';
import { linesOf, type Round, wordsOf } from './round-lines.ts';

/** One device before and after a round, and what it took in between. */
export interface Evidence {
  readonly round: Round;
  readonly platform: string;
  readonly before: DeviceTruth;
  readonly after: DeviceTruth;
  readonly writes: readonly AppliedLine[];
}

/** What was found wrong, by kind; all empty when the promises hold. */
export interface Findings {
  /** A line of a round that a device took twice. */
  readonly duplicates: string[];
  /** A line that no approved plan holds, or that came while none was pushed. */
  readonly unapproved: string[];
  /** A device whose end has no name, or one that says that nobody knows. */
  readonly unknown: string[];
  /** The journal says one thing, the device another. */
  readonly disagreements: string[];
}

export const noFindings = (): Findings => ({ duplicates: [], unapproved: [], unknown: [], disagreements: [] });

/** Steps of the ceremony, as the lab's record calls them: they change nothing, or only what the lines before them did. */
const CEREMONY = new Set(['arm', 'commit', 'confirm', 'exec', 'save', 'rollback', 'revert', 'revert-failed']);

/** Lines of configuration that somebody typed. */
export const typedLines = (writes: readonly AppliedLine[]): readonly AppliedLine[] =>
  writes.filter(({ mode, session }) => session !== 'lab' && !CEREMONY.has(mode));

const countOf = <T>(list: readonly T[], value: T): number => list.filter((one) => one === value).length;

/** Lines taken that the round does not hold, and lines taken more often than it holds them. */
export function judgeWrites(
  name: string,
  { round, platform, writes }: Pick<Evidence, 'round' | 'platform' | 'writes'>,
  findings: Findings,
): void {
  const planned = linesOf(platform, round).map((line) => line.trim());
  const taken = typedLines(writes).map(({ line }) => line.trim());
  for (const line of new Set(taken)) {
    const where = `${name} round ${round.chain}/${round.number}: ${line}`;
    if (!planned.includes(line)) findings.unapproved.push(where);
    else if (countOf(taken, line) > countOf(planned, line)) findings.duplicates.push(where);
  }
}

type Presence = 'all' | 'none' | 'some';

/** How much of the round's own words a configuration has. */
export function presenceIn(config: string, round: Round): Presence {
  const words = wordsOf(round);
  const has = words.filter((word) => config.includes(word)).length;
  return has === 0 ? 'none' : has === words.length ? 'all' : 'some';
}

/** What each end says about the device. `waiting` of a change that has ended: its wave never came. */
const CLAIMS: Readonly<
  Record<ChangeState, { readonly running: readonly Presence[]; readonly isBase: boolean } | null>
> = {
  waiting: { running: ['none'], isBase: true },
  not_started: { running: ['none'], isBase: true },
  rolled_back: { running: ['none'], isBase: true },
  confirmed: { running: ['all'], isBase: false },
  saved: { running: ['all'], isBase: false },
  drift: { running: ['some'], isBase: false },
  intent: null,
  applied: null,
  confirming: null,
  revert_failed: { running: ['all', 'some'], isBase: false },
  // No device here stays away.
  unreachable_unknown: null,
};

/** The journal's word against the device. */
export function judgeEnd(
  { device, state, undo, code, detail }: ChangeDeviceRecord,
  evidence: Evidence,
  findings: Findings,
): void {
  const { round, before, after } = evidence;
  const where = `${device} (${evidence.platform}, ${undo}) round ${round.chain}/${round.number}: ${state} ${code ?? ''} ${detail ?? ''}`;
  const claim = CLAIMS[state];
  if (claim === null) {
    findings.unknown.push(where);
    return;
  }
  const running = presenceIn(after.running, round);
  if (!claim.running.includes(running)) findings.disagreements.push(`${where}; of its lines the device has ${running}`);
  if (claim.isBase && after.hash !== before.hash) findings.disagreements.push(`${where}; the device is not as before`);
  if (state === 'saved' && presenceIn(after.startup, round) !== 'all') {
    findings.disagreements.push(`${where}; a reload would lose it`);
  }
  if (after.pending !== null) findings.disagreements.push(`${where}; its timer still runs`);
}
