/**
 * What sets one IOS-like command line apart from another, as data. The conversation itself is in `ios-like-cli.ts`;
 * this file knows shapes only.
 */
import type { Command } from '../command-tree.ts';
import type { ConfigTree } from '../config-tree.ts';
import type { Facts, RefusalKind, Surroundings } from '../personality.ts';

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

/** How lines typed in configuration mode reach the running configuration. */
/** `session`: direct, or in a candidate that `configure session` names. */
type ConfigStyle = 'direct' | 'candidate' | 'session';

export interface Dialect {
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
    /** Keys of lines that replace each other. */
    readonly single: readonly RegExp[];
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
  readonly save: { readonly commands: readonly string[]; readonly answer: string } | null;
}

/** One device's mutable state. */
export interface IosLikeState {
  readonly surroundings: Surroundings;
  readonly dialect: Dialect;
  /** The name in the running configuration, and so in the prompt. */
  readonly hostname: () => string;
  running: ConfigTree;
  /** The text a reload would bring back; null while it is the one the device began with. */
  startup: string | null;
  changedAt: number;
  changedBy: string;
  savedAt: number;
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
  pending: { readonly line: string; readonly mode: string }[];
  sessionName: string | null;
  /** Lines of the screen; 0 for no paging. */
  length: number;
  columns: number | null;
  /** Whether answers are headed by a clock line. */
  stamps: boolean;
  standing(): Standing;
  refusal(kind: RefusalKind, line: string, column?: number): string;
}
