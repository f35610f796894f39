/** What a tool may use: the parts, already put together. Knows interfaces only. */
import type { Backups } from '../backup/backups.ts';
import type { Changes } from '../change/changes.ts';
import type { Config } from '../config/config.ts';
import type { PublicText } from '../configtext/public-text.ts';
import type { Clock } from '../core/clock.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import type { Runs } from '../engine/runs.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Store } from '../storage/store.ts';
import type { AskPerson } from './ask-person.ts';

export interface ToolContext {
  readonly config: Config;
  readonly inventory: Inventory;
  readonly runs: Runs;
  readonly backups: Backups;
  readonly changes: Changes;
  readonly store: Store;
  /** Device text -> text that may leave: stripped and redacted. Apply it to a whole text before clipping. */
  readonly publicText: PublicText;
  readonly clock: Clock;
  /** Who asks: `mcp` or `cli:alice`. */
  readonly principal: string;
  /** Aborted when the caller goes away or cancels. */
  readonly signal: AbortSignal;
  /** Seconds to wait for a run instead of the call's `wait_s`, where no client cuts the call off: the command line. */
  readonly waitLimitS?: number;
  /** The user's folder of TextFSM templates, the value of `NET_TEXTFSM`; absent when there is none. */
  readonly templatesDir?: string;
  /** Called about twice a second while a run goes on; absent when nobody listens. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Asks the person at the client; absent where the client cannot. Whether its answer counts is the operator's choice. */
  readonly askPerson?: AskPerson;
}
