/**
 * Which devices have a line, or lack it, from their newest backups. Knows redacted lines and what they stand under; a
 * pattern never sees a secret, so that it cannot be used to guess one.
 */
import type { LineMatch } from '../core/line-match.ts';
import type { Device } from '../inventory/device.ts';
import { type BackupParts, platformNamed } from './backup-parts.ts';
import { backupPath } from './backup-path.ts';
import { ancestorsOf, type Parents, parentsOf } from './config-blocks.ts';
import { judgeConfig, remembered, type Verdict } from './config-verdict.ts';
import { linesOf, type RedactedConfig, type RedactedConfigs } from './redacted-configs.ts';

export interface ConfigQuery {
  /** In the order they are to be listed. */
  readonly devices: readonly Device[];
  /** Looked for in each line, without the blanks around it. */
  readonly pattern: LineMatch;
  /** Only lines below a line in which this finds something, at any depth; null for all lines. */
  readonly under: LineMatch | null;
  /** Lists devices that lack the line; with `under`, those with a block that lacks it. */
  readonly isMissing: boolean;
  /** Lists devices after the one of this name; all when null. */
  readonly after: string | null;
  /** Most devices listed. */
  readonly limit: number;
  /** Most lines shown of one device. */
  readonly linesPerDevice: number;
}

export interface FoundLine {
  /** In the redacted text, as `show` gives it; from 1. */
  readonly number: number;
  readonly text: string;
  /** The lines above it, outermost first. */
  readonly under: readonly string[];
}

export interface FoundDevice {
  readonly device: Device;
  /** Lines that match; of `isMissing` with `under`, the blocks that lack the line. */
  readonly count: number;
  /** The first of them. */
  readonly lines: readonly FoundLine[];
}

export interface ConfigSearch {
  /** Add up to `selected`. */
  readonly counts: {
    readonly selected: number;
    /** With the line; of `isMissing` with `under`, in every block. */
    readonly having: number;
    readonly lacking: number;
    /** Nothing matches `under`. */
    readonly notApplicable: number;
    readonly noBackup: number;
  };
  readonly noBackup: readonly Device[];
  /** Devices listed on all pages together. */
  readonly total: number;
  readonly found: readonly FoundDevice[];
}

/** One device with what its content says; null without a backup. */
interface Judged {
  readonly device: Device;
  readonly id: string;
  readonly verdict: Verdict | null;
}

/** @throws {RollcallError} GIT_MISSING, GIT_FAILED */
export async function searchConfigs(
  parts: BackupParts,
  redacted: RedactedConfigs,
  query: ConfigQuery,
): Promise<ConfigSearch> {
  const judged = await judgeAll(parts, redacted, query);
  const counts = { selected: judged.length, having: 0, lacking: 0, notApplicable: 0, noBackup: 0 };
  for (const { verdict } of judged) counts[verdict?.kind ?? 'noBackup']++;
  const listed = judged.filter(({ verdict }) => verdict?.kind === (query.isMissing ? 'lacking' : 'having'));
  const { after, limit } = query;
  const page = listed.filter(({ device }) => after === null || device.name > after).slice(0, limit);
  const found: FoundDevice[] = [];
  for (const each of page) found.push(await show(each, parts, redacted, query.linesPerDevice));
  return {
    counts,
    noBackup: judged.filter(({ verdict }) => verdict === null).map(({ device }) => device),
    total: listed.length,
    found,
  };
}

/** Every device of the query, in its order. A content that several devices share is looked at once per platform. */
async function judgeAll(parts: BackupParts, redacted: RedactedConfigs, query: ConfigQuery): Promise<Judged[]> {
  const tree = await parts.repo.tree();
  const held = query.devices.map((device) => ({ device, id: tree.get(backupPath(device.name)) ?? '' }));
  const platforms = new Map<string, Set<string>>();
  for (const { device, id } of held) platforms.set(id, (platforms.get(id) ?? new Set()).add(device.platform));
  platforms.delete('');
  const { pattern, under, isMissing } = query;
  const question = {
    hasPattern: remembered(pattern),
    hasUnder: under === null ? null : remembered(under),
    isMissing,
  };
  const verdicts = new Map<string, Verdict>();
  await redacted.each(platforms.keys(), (id, config) => {
    for (const platform of platforms.get(id) ?? []) {
      const verdict = judgeConfig(config, () => parentsOf(config, syntaxOf(parts, platform)), question);
      verdicts.set(`${platform} ${id}`, verdict);
    }
  });
  return held.map(({ device, id }) => ({ device, id, verdict: verdicts.get(`${device.platform} ${id}`) ?? null }));
}

async function show(
  { device, id, verdict }: Judged,
  parts: BackupParts,
  redacted: RedactedConfigs,
  most: number,
): Promise<FoundDevice> {
  const indices = verdict?.lines ?? [];
  let lines: FoundLine[] = [];
  if (indices.length > 0) {
    await redacted.each([id], (_, config) => {
      lines = showLines(indices.slice(0, most), config, parentsOf(config, syntaxOf(parts, device.platform)));
    });
  }
  return { device, count: indices.length, lines };
}

const syntaxOf = (parts: BackupParts, platform: string) => platformNamed(parts, platform).config.syntax;

function showLines(shown: readonly number[], config: RedactedConfig, parents: Parents): FoundLine[] {
  const lines = linesOf(config);
  const textOf = (index: number): string => (lines[index] ?? '').trim();
  return shown.map((index) => ({
    number: index + 1,
    text: textOf(index),
    under: ancestorsOf(index, parents).map(textOf),
  }));
}
