/** What may be wrong with how a device takes changes. Knows shapes; which device has which flaw is the fault plan's. */
import type { Cut } from './playback.ts';

/** Where in a change a blow falls; `before` the line has its effect, or `after`, with the answer never sent. */
export type ChangeMoment = 'before-line' | 'after-line' | 'before-commit' | 'after-commit' | 'after-confirm';

/** The connection breaks, or the whole device restarts. */
export interface Blow {
  readonly at: ChangeMoment;
  readonly how: Cut | 'reboot';
}

/** Each part strikes at one place, and what is absent works as it should. */
export interface ChangeFlaws {
  /** Somebody else holds the configuration lock. */
  readonly isLocked?: boolean;
  /** No further configuration session may be opened. */
  readonly isFull?: boolean;
  /** Somebody left uncommitted lines in the shared candidate. */
  readonly isDirty?: boolean;
  /** Commits are refused, checks too. */
  readonly failsCommit?: boolean;
  /** Commits report success and are undone by the device a second later. */
  readonly undoesCommit?: boolean;
  /** The timer that undoes an unconfirmed change runs out and does nothing. */
  readonly hasDeadTimer?: boolean;
  /** Going back to an earlier configuration gives up and leaves what runs. */
  readonly abortsRollback?: boolean;
  /** Saving is answered with an error. */
  readonly failsSave?: boolean;
  /** Lines that are not taken: refused in the device's words, refused without a mark, or dropped without a word. */
  readonly lines?: 'refused' | 'unmarked' | 'ignored';
  readonly blow?: Blow;
  /** The line these two are about, counted from 1 at each entry to configuration. */
  readonly line?: number;
  /** Every multiple of `line`, not that one only. */
  readonly isEvery?: boolean;
  /** How many entries to configuration pass unharmed. */
  readonly skip?: number;
  /** Strikes of `lines` and `blow` altogether. */
  readonly times?: number;
  /** Milliseconds a restart takes. */
  readonly downMs?: number;
  /** Milliseconds each configuration line takes. */
  readonly lineMs?: number;
}
