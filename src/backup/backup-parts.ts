/** What the room is given by whoever puts the program together. Knows interfaces only. */
import type { PublicText } from '../configtext/public-text.ts';
import type { Clock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import type { BackupRepo } from '../storage/backup-repo.ts';
import type { Store } from '../storage/store.ts';
import type { KeptRedactions } from './redacted-configs.ts';

export interface BackupParts {
  readonly repo: BackupRepo;
  readonly store: Pick<Store, 'recordFacts'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Applied to every whole text before it is compared, searched or shown. */
  readonly publicText: PublicText;
  /** Where redacted configurations outlive the process; absent: nowhere. */
  readonly outlives?: KeptRedactions;
  readonly platform: (id: string) => PlatformDefinition | undefined;
  /** `backups.remote` */
  readonly remote: string | null;
  /** `backups.least_ratio` */
  readonly leastRatio: number;
}

/** @throws {RollcallError} INVENTORY_INVALID for a platform that no loaded inventory could name */
export function platformNamed({ platform }: Pick<BackupParts, 'platform'>, id: string): PlatformDefinition {
  const found = platform(id);
  if (found === undefined) throw new RollcallError('INVENTORY_INVALID', `There is no platform "${id}".`);
  return found;
}
