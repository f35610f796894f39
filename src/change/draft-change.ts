/**
 * What a change would do to one device: read, simulated, compared. Knows a session and what is wished for; sends nothing
 * but reads, and keeps no configuration.
 */
import { createHash } from 'node:crypto';
import { changeMark } from '../backup/change-mark.ts';
import type { ChangeLine } from '../configtext/change-lines.ts';
import { type ConfigDiff, diffConfigs } from '../configtext/config-diff.ts';
import { type ConfigTree, parseConfig, renderConfig } from '../configtext/config-tree.ts';
import { inverseLines } from '../configtext/inverse-lines.ts';
import { mergeLines } from '../configtext/merge-lines.ts';
import type { PublicText } from '../configtext/public-text.ts';
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { RollcallError } from '../core/errors.ts';
import type { Session } from '../core/session.ts';
import type { Digest } from '../engine/run-spec.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeDialect, PlatformDefinition } from '../platforms/define.ts';
import type { ChangeParts } from './change-parts.ts';
import { findRisks } from './find-risks.ts';
import type { PlannedDevice, PlannedLine } from './plan.ts';
import { type ReadConfig, readConfig } from './read-config.ts';
import { canonicalJson } from './stored-plan.ts';

export type Mark = Digest['marks'][number];

/** What is to be typed on a device, once its configuration is known. */
export interface Wish {
  readonly lines: readonly ChangeLine[];
  /** Hash of what it must come to; null: of whatever it comes to. */
  readonly goal: string | null;
  /** Something is missing for a moment on the way. */
  readonly rebuilds: boolean;
}

/** Null: the device is as wanted already. Throws RollcallError for a device that is not to be changed. */
export type WishFor = (device: Device, platform: PlatformDefinition, base: ReadConfig) => Promise<Wish | null> | Wish;

/** One device's part of a plan. */
export interface Draft {
  readonly planned: Omit<PlannedDevice, 'wave'>;
  readonly lines: readonly PlannedLine[];
  /** Redacted, with what is only this device's own masked. */
  readonly diff: readonly string[];
  /** The difference, the same for equal ones. */
  readonly mark: Mark;
  /** What it comes to is not quite the goal. */
  readonly missesGoal: boolean;
}

/** Null when the device is as wanted already. @throws {RollcallError} for a device that is not to be changed */
export async function draftChange(
  parts: Pick<ChangeParts, 'platform' | 'hash' | 'publicText'>,
  session: Session,
  device: Device,
  wishFor: WishFor,
): Promise<Draft | null> {
  const platform = parts.platform(device.platform);
  if (platform === undefined || platform.change.length === 0) {
    throw new RollcallError('POLICY_DENIED', `Rollcall does not change ${platform?.title ?? device.platform}.`, {
      hint: 'Leave it out: !platform=… in the selector.',
      phase: 'local',
    });
  }
  const { syntax } = platform.config;
  const base = await readConfig(session, platform, parts.hash);
  const wish = await wishFor(device, platform, base);
  if (wish === null) return null;
  const wanted = mergeLines(base.tree, wish.lines, syntax);
  const wantedHash = parts.hash(wanted, syntax);
  if (wantedHash === base.hash) return null;
  const dialect = await chooseDialect(session, platform);
  await requireReady(session, dialect);
  const lines = wish.lines.map(({ text, depth, verbatim }) => ({ text, depth, verbatim }));
  const shown = redactedDiff(base.tree, wanted, syntax, parts.publicText);
  const mark = changeMark(shown, [device.name, session.hostname]);
  const diff = shown.lines.length === 0 ? ['  (only what is redacted differs)'] : (mark.body ?? '').split('\n');
  // Where the way back is ours to type, its rough places count as well.
  const isRoughBack = dialect.timer === null && inverseLines(base.tree, wanted, syntax).notes.length > 0;
  const planned = {
    device: device.name,
    platform: platform.id,
    identity: session.link.hostKey,
    script: shortHash(lines),
    baseHash: base.hash,
    wantedHash,
    undo: dialect.id,
    risks: findRisks({
      lines,
      diff: shown,
      base: base.tree,
      host: device.target.host,
      dialect,
      rebuilds: wish.rebuilds || isRoughBack,
    }),
    diff: shortHash(diff),
  };
  const missesGoal = wish.goal !== null && wish.goal !== wantedHash;
  return { planned, lines, diff, mark: { ...mark, key: `plan:${mark.key}`, body: diff.join('\n') }, missesGoal };
}

/** The first way the device has what is needed for. @throws {RollcallError} PRECHECK_FAILED */
async function chooseDialect(session: Session, platform: PlatformDefinition): Promise<ChangeDialect> {
  for (const dialect of platform.change) {
    if (dialect.needs === undefined) return dialect;
    const { output, error } = await session.run(dialect.needs.command);
    if (dialect.needs.isThere(error === null ? output : undefined)) return dialect;
  }
  const ways = platform.change.map(({ title }) => title).join(', ');
  throw new RollcallError('PRECHECK_FAILED', `The device has no way to undo a change: ${ways}.`, { phase: 'config' });
}

/** @throws {RollcallError} CONFIG_LOCKED, CANDIDATE_DIRTY, PRECHECK_FAILED: what stands in the way now */
async function requireReady(session: Session, dialect: ChangeDialect): Promise<void> {
  for (const { command, problem } of dialect.prechecks) {
    const found = problem((await session.run(command)).output);
    if (found !== null) throw new RollcallError(found.code, found.message, { phase: 'config' });
  }
}

/** What differs, of redacted texts; what stands at the top untouched is not even looked at. */
function redactedDiff(base: ConfigTree, wanted: ConfigTree, syntax: ConfigSyntax, publicText: PublicText): ConfigDiff {
  const kept = new Set(wanted.lines);
  const same = new Set(base.lines.filter((line) => kept.has(line)));
  const redacted = ({ lines }: ConfigTree) =>
    parseConfig(publicText(renderConfig({ lines: lines.filter((line) => !same.has(line)) }, syntax)), syntax);
  return diffConfigs(redacted(base), redacted(wanted), syntax);
}

/** Tells scripts and diffs of one plan apart: 64 bits. */
const shortHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
