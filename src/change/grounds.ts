/** What a push stands on: the base it was planned for, found again on the device, and what the plan makes of it. */
import { type ConfigTree, parseConfig } from '../configtext/config-tree.ts';
import { mergeLines } from '../configtext/merge-lines.ts';
import { RollcallError } from '../core/errors.ts';
import type { Session } from '../core/session.ts';
import type { ChangeDeviceRecord } from '../storage/change-store.ts';
import type { PushTarget } from './push-job.ts';
import { type ReadConfig, readConfig } from './read-config.ts';

export interface Grounds {
  /** The configuration before, whole. */
  readonly base: ReadConfig;
  /** As the plan foresees it. */
  readonly wanted: ConfigTree;
}

/**
 * Reads the device and compares it with the plan; then asks what would stand in the way. Sends only reads.
 * @throws {RollcallError} PLAN_STALE, PLAN_TAMPERED, PRECHECK_FAILED, CONFIG_LOCKED, CANDIDATE_DIRTY, CONFIG_INCOMPLETE
 */
export async function baseOf(target: PushTarget, session: Session): Promise<Grounds> {
  const { job, platform, dialect } = target;
  const base = await readConfig(session, platform, job.hash);
  requireBase(target, base);
  for (const { command, problem } of dialect.prechecks) {
    const found = problem((await session.run(command)).output);
    if (found !== null) throw new RollcallError(found.code, found.message, { phase: 'config' });
  }
  return withWanted(target, base);
}

/**
 * The same after a crash, from what was written down before the first byte was sent.
 * @throws {RollcallError} JOURNAL_CORRUPT when the image is not there
 */
export async function groundsFromRecord(target: PushTarget, record: ChangeDeviceRecord): Promise<Grounds> {
  const { job, platform } = target;
  const text = record.before === null ? undefined : await job.changes.getImage(record.before);
  if (text === undefined) {
    throw new RollcallError('JOURNAL_CORRUPT', 'The configuration from before the change is not there.');
  }
  const tree = parseConfig(text, platform.config.syntax);
  return withWanted(target, { text, tree, hash: job.hash(tree, platform.config.syntax) });
}

function withWanted({ job, planned, platform, lines }: PushTarget, base: ReadConfig): Grounds {
  const { syntax } = platform.config;
  const numbered = lines.map((line, index) => ({ ...line, number: index + 1 }));
  const wanted = mergeLines(base.tree, numbered, syntax);
  if (job.hash(wanted, syntax) !== planned.wantedHash) {
    throw new RollcallError('PLAN_STALE', 'The plan would do something else now than what was approved.');
  }
  return { base, wanted };
}

/** @throws {RollcallError} PLAN_STALE */
export function requireBase({ planned }: PushTarget, found: ReadConfig): void {
  if (found.hash === planned.baseHash) return;
  throw new RollcallError('PLAN_STALE', 'The configuration is not the one the plan was made for.', { phase: 'verify' });
}
