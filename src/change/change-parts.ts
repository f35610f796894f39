/** What this room is given to work with. Knows interfaces only. */
import type { Config } from '../config/config.ts';
import type { ConfigHash } from '../configtext/config-hash.ts';
import type { PublicText } from '../configtext/public-text.ts';
import type { Fleet } from '../engine/fleet.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import type { AuditLog } from '../storage/audit-log.ts';
import type { ChangeStore } from '../storage/change-store.ts';
import type { Store } from '../storage/store.ts';

export interface ChangeParts {
  readonly fleet: Pick<Fleet, 'open' | 'openForChange' | 'clock' | 'log'>;
  readonly leases: Pick<Store, 'takeLease'>;
  readonly changes: ChangeStore;
  readonly audit: AuditLog;
  readonly platform: (id: string) => PlatformDefinition | undefined;
  /** Keyed, so that a hash is no oracle for a secret. */
  readonly hash: ConfigHash;
  readonly publicText: PublicText;
  readonly settings: Config['change'];
}
