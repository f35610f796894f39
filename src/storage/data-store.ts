/** All that one handle on a data folder gives. Knows the parts' interfaces only. */
import type { AuditHeadRow } from './audit-head-row.ts';
import type { ChangeStore } from './change-store.ts';
import type { Store } from './store.ts';

export interface DataStore extends Store, ChangeStore {
  /** For `openAuditLog`. */
  readonly auditHead: AuditHeadRow;
}
