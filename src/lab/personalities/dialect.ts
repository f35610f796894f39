/**
 * What sets one IOS-like command line apart from another, as data. The conversation itself is in `ios-like-cli.ts`;
 * this file knows shapes only.
 */
import type { Command } from '../command-tree.ts';
import type { ConfigHabits, ConfigLayout, ConfigTree } from '../config-tree.ts';
import type { PendingRevert } from '../pending-revert.ts';
import type { Facts, RefusalKind, Reply, Surroundings } from '../personality.ts';
import type { AccessRules } from './ios-like-access.ts';

/** Where in the command line a session stands. */
export interface Standing {
  readonly hostname: string;
  readonly level: 'user' | 'enabled';
  /** `config`, `config-if`, …; null outside configuration. */
  readonly mode: string | null;
  /** Name of an open configuration session (EOS), or null. */
  readonly sessionName: string | null;
}

export interface Trouble {
  readonly kind: RefusalKind;
  readonly line: string;
  /** Where the trouble starts in the line. */
  readonly column: number;
  /** Columns the prompt takes, for carets. */
  readonly promptLength: number;
  /** True when the very first word is unknown. */
  readonly firstWord: boolean;
}

/** A configuration block: the line that opens it and the mode it leads to. */
export interface Block {
  readonly pattern: RegExp;
  /** Goes into the prompt; EOS names the port there too. */
  readonly mode: string | ((line: string) => string);
  /** Modes it may be opened in besides the global one. */
  readonly inside?: readonly string[];
}

/** How lines typed in configuration mode reach the running configuration; direct, or in a candidate that `configure session` names. */
type ConfigStyle = 'direct' | 'candidate' | 'session';

/** What a platform does in its own way about candidates, commits and undoing. */
export interface ChangeWays {
  /** Before configuration opens; an answer keeps it shut. */
  readonly enter?: (cli: IosLikeSession) => Reply | null;
  /** A line typed in configuration that is more than a line of it: `commit`, `abort`; null for all others. */
  readonly line?: (cli: IosLikeSession, line: string) => Reply | null;
  /** `end`, and `exit` at the top. */
  readonly leave?: (cli: IosLikeSession) => Reply;
  readonly hangUp?: (cli: IosLikeSession) => void;
  /** Besides losing what was not saved. */
  readonly reboot?: (state: IosLikeState) => void;
}

export interface Dialect {
  readonly change?: ChangeWays;
  readonly prompt: (standing: Standing) => string;
  readonly refuse: (trouble: Trouble) => string;
  /** Show commands and others of this platform; the shared ones are added to them. */
  readonly commands: readonly Command<IosLikeSession>[];
  readonly hasUserLevel: boolean;
  readonly badEnable: string;
  readonly config: {
    readonly style: ConfigStyle;
    /** Printed on entering configuration. */
    readonly entering: string;
    readonly blocks: readonly Block[];
    /** First words taken in global mode and in any block; everything else is refused. */
    readonly globals: readonly string[];
    readonly inner: readonly string[];
    readonly habits: ConfigHabits;
    readonly layout: ConfigLayout;
    /** What keeps the management session alive; null where that is not the configuration's affair. */
    readonly access: AccessRules | null;
    /** Closes a banner that is typed without a mark of its own (EOS); absent: the mark stands in the first line. */
    readonly bannerMark?: string;
    /** Full names of port types, so that `gi0/1` becomes `GigabitEthernet0/1`. */
    readonly portTypes: readonly string[];
    readonly initial: (facts: Facts) => string;
    /** The whole text as `show running-config` prints it, header and end included. */
    readonly print: (state: IosLikeState) => string;
  };
  /** Lines of the screen at login; 0 for no paging. */
  readonly defaultLength: number;
  /** Answer to a terminal-length line; most say nothing. */
  readonly lengthAnswer: string;
  readonly widthAnswer: string;
  /** Columns until told otherwise; null follows the client's terminal. */
  readonly defaultWidth: number | null;
  readonly greeting: (facts: Facts) => string;
  /** A clock line before every answer of a show command, until switched off (IOS-XR). */
  readonly stampsAnswers: boolean;
  /** `error`: what a save that fails says. */
  readonly save: { readonly commands: readonly string[]; readonly answer: string; readonly error: string } | null;
}

/** One device's mutable state. */
export interface IosLikeState {
  readonly surroundings: Surroundings;
  readonly dialect: Dialect;
  /** The name in the running configuration, and so in the prompt. */
  readonly hostname: () => string;
  running: ConfigTree;
  /** What a restart would bring back; null while it is what the device began with. */
  startup: { readonly tree: ConfigTree; readonly text: string } | null;
  changedAt: number;
  changedBy: string;
  savedAt: number;
  /** Grows with each change of what runs. */
  revision: number;
  /** The revision a restart would bring back. */
  savedRevision: number;
  /** The login that holds the configuration lock, or null. */
  lock: string | null;
  readonly revert: PendingRevert;
}

/** One line typed into a candidate. */
export interface PendingLine {
  readonly line: string;
  readonly mode: string;
  /** The blocks it stands in. */
  readonly path: readonly string[];
  /** True for a line that opens a block. */
  readonly isBlock: boolean;
  /** A banner's body. */
  readonly raw?: readonly string[];
}

/** One login, as the commands see it. */
export interface IosLikeSession {
  readonly state: IosLikeState;
  /** Names the login in the record of writes. */
  readonly session: string;
  level: 'user' | 'enabled';
  /** Open blocks, outermost first; null outside configuration. */
  path: readonly { readonly line: string; readonly mode: string }[] | null;
  candidate: ConfigTree | null;
  /** Lines typed into the candidate, for the record when they are committed. */
  pending: PendingLine[];
  sessionName: string | null;
  /** The state's revision when the candidate was taken from it. */
  revision: number;
  /** Lines of the screen; 0 for no paging. */
  length: number;
  columns: number | null;
  /** Whether answers are headed by a clock line. */
  stamps: boolean;
  standing(): Standing;
  refusal(kind: RefusalKind, line: string, column?: number): string;
}
