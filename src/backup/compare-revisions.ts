/** Two states of one configuration beside each other. Knows which two are meant and how they differ; reads no device. */
import { diffConfigs } from '../configtext/config-diff.ts';
import { parseConfig } from '../configtext/config-tree.ts';
import { unifiedDiff } from '../configtext/unified-diff.ts';
import { RollcallError } from '../core/errors.ts';
import { type BackupParts, platformNamed } from './backup-parts.ts';
import {
  type ComparedSide,
  type CompareOptions,
  type ConfigComparison,
  RUNNING,
  type RunningConfig,
} from './backups.ts';
import { linesOf, type RedactedConfigs } from './redacted-configs.ts';
import type { Revisions, StoredRevision } from './revisions.ts';

type Side = StoredRevision | RunningConfig;

/**
 * `to` absent: the newest backup. `from` absent: for `running` the newest backup, else the revision before the last
 * change that `to` has. @throws {RollcallError} NO_BACKUP, UNKNOWN_REVISION, BAD_INPUT
 */
export async function compareRevisions(
  parts: BackupParts,
  revisions: Revisions,
  redacted: RedactedConfigs,
  options: CompareOptions,
): Promise<ConfigComparison> {
  const { device, contextLines } = options;
  const [from, to] = await sidesOf(revisions, options);
  const shownTo = shown(to);
  if (from === null) return { from: null, to: shownTo, added: 0, removed: 0, isOrderOnly: false, unified: '' };
  const before = await textOf(from, parts, redacted);
  const after = await textOf(to, parts, redacted);
  const { syntax } = platformNamed(parts, device.platform).config;
  const { added, removed } = diffConfigs(parseConfig(before, syntax), parseConfig(after, syntax), syntax);
  const shownFrom = shown(from);
  return {
    from: shownFrom,
    to: shownTo,
    added,
    removed,
    isOrderOnly: added + removed === 0 && before !== after,
    unified: before === after ? '' : unifiedDiff(before, after, namesOf(shownFrom, shownTo), contextLines),
  };
}

async function sidesOf(revisions: Revisions, options: CompareOptions): Promise<readonly [Side | null, Side]> {
  const { device, from, to, running } = options;
  if (from === RUNNING && to === RUNNING) throw new RollcallError('BAD_INPUT', 'from and to: both are `running`.');
  const side = async (word: string): Promise<Side> => {
    if (word !== RUNNING) return revisions.named(device.name, word);
    if (running === null) throw new RollcallError('INTERNAL', 'The running configuration was not read.');
    return running;
  };
  const newer = to === null ? await revisions.newest(device.name) : await side(to);
  if (from !== null) return [await side(from), newer];
  return ['readAt' in newer ? await revisions.newest(device.name) : await revisions.before(newer), newer];
}

const shown = (side: Side): ComparedSide =>
  'readAt' in side ? { revision: RUNNING, at: side.readAt } : { revision: side.revision.commit, at: side.revision.at };

async function textOf(side: Side, { publicText }: BackupParts, redacted: RedactedConfigs): Promise<string> {
  if ('readAt' in side) return publicText(side.text);
  let text = '';
  await redacted.each([side.contentId], (_, config) => {
    text = `${linesOf(config).join('\n')}\n`;
  });
  return text;
}

const namesOf = (from: ComparedSide, to: ComparedSide) => ({ before: nameOf(from), after: nameOf(to) });

const nameOf = ({ revision, at }: ComparedSide): string => `${revision.slice(0, 8)} ${at}`;
