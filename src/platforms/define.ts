/**
 * What one kind of device operating system is, as data: prompts and modes, paging, refusals, what is noise, what may
 * be read. Knows no vendor, opens no connection.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { Dialog } from '../core/session.ts';

/** A mode of the command line, e.g. `exec`, `privileged`, `config`. Keys are the platform's own words. */
export interface ModeDefinition {
  /**
   * Matches the whole last line (no line feed; trailing blanks allowed by the pattern itself). Must be anchored `^…$`
   * and name the device's hostname as `(?<host>…)` where the prompt carries one.
   * Example: `/^(?<host>[\w.-]{1,63})#\s?$/` matches `sw1#`.
   */
  readonly prompt: RegExp;
  /** Lines that `prompt` matches but that belong to another mode or to none. */
  readonly not?: readonly RegExp[];
  /** The edges of the mode graph: what to type to get to a neighbour. */
  readonly ways: readonly ModeWay[];
  /** Longest hostname this mode's prompt shows (IOS cuts it to 20 in config mode); absent: never cut. */
  readonly hostCut?: number;
}

export interface ModeWay {
  readonly to: string;
  readonly send: string;
  /** A password asked on the way, named by key and never by value. */
  readonly password?: { readonly prompt: RegExp; readonly key: 'enable' };
  /** Whole lines that say the way is barred (wrong enable password). */
  readonly refused?: readonly RegExp[];
}

/** One thing to type after login. The alternatives are tried in turn until one is not refused. */
export interface OpenStep {
  readonly purpose: 'paging' | 'width' | 'setup';
  readonly send: readonly [string, ...string[]];
}

export interface Pager {
  /** Matches the whole last line while the device waits for a key, e.g. `/^ ?--More--\s*$/`. */
  readonly pattern: RegExp;
  /** The only key ever sent to it: a blank for "next page", `q` at the end of a viewer. */
  readonly answer: ' ' | 'q';
}

/** A screen between login and prompt. Without `answer` it is reported as LOGIN_INTERSTITIAL and nothing is typed. */
export interface Interstitial {
  readonly pattern: RegExp;
  readonly answer?: string;
}

export interface Refusal {
  /** Tested against each of the first lines of an answer, from the line's start; carries no `g` flag. */
  readonly pattern: RegExp;
  readonly code: 'CMD_REJECTED' | 'CMD_UNAUTHORIZED' | 'DEVICE_BUSY';
}

/** A part of an answer that varies by nature; replaced before answers are compared. */
export interface Volatile {
  /** Carries the `g` (and mostly `m`) flag. */
  readonly pattern: RegExp;
  readonly replace: string;
  /** Only for commands this matches; absent: for all. */
  readonly command?: RegExp;
}

/** Which lines are read-only, default deny. See `read-grammar.ts` for how it is applied. */
export interface ReadGrammar {
  readonly verbs: readonly ReadVerb[];
  /** Filters allowed after `|`, each with at most this many words of opaque argument. */
  readonly pipes: readonly ReadPipe[];
  /**
   * True where a filter's argument may hold `|` without blanks around it (`include up|down`). Default false: the device
   * may take what follows for a program of its own.
   */
  readonly alternatives?: boolean;
}

export interface ReadVerb {
  /**
   * Full words of the verb, e.g. `['show']`. The longest verb that fits a line decides, and words after the first fit
   * by any abbreviation, so that `['show', 'memory']` narrows `['show']`.
   */
  readonly words: readonly string[];
  /**
   * Arguments refused although the verb is allowed, as full words from the first on (`tech-support`,
   * `platform software trace`); abbreviations of them are refused too.
   */
  readonly refuse?: readonly string[];
  /** Matches the whole rest of the line (single-spaced, empty when there is none); absent: any plain words. */
  readonly args?: RegExp;
  /** Shortest abbreviation of the first word that is accepted; absent: the whole word only. */
  readonly minLength?: number;
}

export interface ReadPipe {
  readonly word: string;
  /** Shortest abbreviation that is accepted; absent: the whole word only. */
  readonly minLength?: number;
  /** 0 for none (`| json`), 1 or more for a pattern. */
  readonly args: number;
}

/** What an answer to the facts commands says. Absent keys were not found. */
export interface DeviceFacts {
  readonly hostname?: string;
  readonly version?: string;
  readonly model?: string;
  readonly serial?: string;
  /** Seconds since the last start, to the device's own precision. */
  readonly uptimeSeconds?: number;
  /** Whether the running configuration would survive a reload; absent where the device cannot tell. */
  readonly configSaved?: boolean;
}

export interface PlatformFacts {
  /** At most three read-only commands; what `read` needs. A refused one is passed as absent. */
  readonly commands: readonly string[];
  /** Pure. `answers` is keyed by command. Never throws on strange text: absent keys instead. */
  readonly read: (answers: Readonly<Record<string, string>>) => DeviceFacts;
}

/** What the platform offers for safe change; all default to false. `change/` asks these, never the name. */
export interface Capabilities {
  readonly candidateConfig: boolean;
  readonly timedCommit: boolean;
  readonly onBoxDiff: boolean;
  readonly configReplace: boolean;
  readonly exclusiveLock: boolean;
}

/** How to tell that a configuration came whole. */
export interface ConfigCompleteness {
  /** Matches the last line that is neither blank nor below it noise, e.g. `/^end$/`; null where the platform prints no mark. */
  readonly end: RegExp | null;
  /** Whether every `{` must have its `}`. */
  readonly balancedBraces: boolean;
  /** Fewer lines than this cannot be a whole configuration. */
  readonly leastLines: number;
  /** Nothing marks the end: one that stops where the last one went on for more than a tenth is cut. */
  readonly endsLikeLast?: true;
}

/** The device's configuration as text. */
export interface PlatformConfig {
  /** The command that prints the whole running configuration. */
  readonly read: string;
  readonly syntax: ConfigSyntax;
  /** What changes by itself between two readings: clocks, counters, the printer's own head. Each carries `g`, mostly `m`. */
  readonly volatile: readonly { readonly pattern: RegExp; readonly replace: string }[];
  readonly complete: ConfigCompleteness;
  /**
   * Whether what runs would survive a reload. `commands` are read-only; `read` may also be answered from
   * `config.read`, which then stands among them. Undefined: the answers do not say. Absent: the platform cannot tell.
   */
  readonly saved?: {
    readonly commands: readonly string[];
    readonly read: (answers: Readonly<Record<string, string>>) => boolean | undefined;
  };
}

/** One line of a change's ceremony. `{name}`, `{minutes}`, `{seconds}`, `{clock}` (hh:mm:ss) and `{comment}` are filled in. */
export interface ChangeStep {
  readonly send: string;
  /** The mode the step leads to, then those a refusal may leave the session in; any other ends it. */
  readonly expect: readonly [string, ...string[]];
  readonly dialogs?: readonly Dialog[];
  /** Besides the platform's own refusals: tested against every line of the answer, from its start. */
  readonly refusals?: readonly { readonly pattern: RegExp; readonly code: ErrorCode }[];
  /** Must be found in the answer; without it the step did not happen. */
  readonly confirmedBy?: RegExp;
  /** Longest wait, milliseconds, where the usual command deadline is too short: commits, saves. */
  readonly timeoutMs?: number;
}

/** Asked in the read mode before anything is sent. */
export interface Precheck {
  readonly command: string;
  /** Why the device is not ready, in our words; null when it is. Pure; never throws on strange text. */
  readonly problem: (output: string) => { readonly code: ErrorCode; readonly message: string } | null;
}

/** One way of changing a device and undoing it, best first in `PlatformDefinition.change`. */
export interface ChangeDialect {
  /** `commit-confirmed`, `session-timer`, `revert-timer`, `checkpoint`, `inverse`. */
  readonly id: string;
  /** For people: `commit confirmed`. */
  readonly title: string;
  /** What the device must have for this way; absent: always there. Undefined output: the command was refused. */
  readonly needs?: { readonly command: string; readonly isThere: (output: string | undefined) => boolean };
  /** `commit`: lines wait in a candidate; `line`: each takes effect as it is typed. */
  readonly effect: 'commit' | 'line';
  /** Bounds of the device's own timer, minutes; null where it has none and does not heal by itself. */
  readonly timer: { readonly leastMinutes: number; readonly mostMinutes: number } | null;
  readonly prechecks: readonly Precheck[];
  /** From the read mode to where lines are typed: takes the lock, arms the timer where that comes first. */
  readonly open: readonly ChangeStep[];
  /** Prints the running configuration from inside, under the lock; null where there is no lock. */
  readonly rereadInside: string | null;
  /** The mode lines are typed in. */
  readonly mode: string;
  /** Leaves one block, never typed at the top; null where lines do not nest. */
  readonly leaveBlock: string | null;
  /** Questions that a line may raise and that only ask again for what the line says. */
  readonly dialogs?: readonly Dialog[];
  /** Matches headers whose verbatim body is typed line by line: the device shows a prompt after each (`route-policy A`). */
  readonly promptedBody?: RegExp;
  /** Matches a line that gives the device another name, in its first group. */
  readonly renames: RegExp;
  /** What the device says when it does not take a line, besides the platform's refusals: any line of the answer. */
  readonly refusals: readonly { readonly pattern: RegExp; readonly code: ErrorCode }[];
  /** The device's own difference of what was typed; null where it has none. */
  readonly diff: ChangeStep | null;
  /** Makes the lines effective with the timer armed, and comes back to the read mode. */
  readonly commit: readonly ChangeStep[];
  /** Instead of `commit`, from configuration: throws away, or undoes, what was typed. Empty: only inverse lines help. */
  readonly abandon: readonly ChangeStep[];
  /** From a new login in the read mode: makes it permanent, before the timer ends. */
  readonly confirm: readonly ChangeStep[];
  /** From a new login in the read mode: undoes at once what is not confirmed. Empty: the timer, or inverse lines. */
  readonly undo: readonly ChangeStep[];
  /** From the read mode: so that it survives a reload. Empty: it does already. */
  readonly save: readonly ChangeStep[];
  /** Whether an unconfirmed change waits for its timer; undefined: the answer does not say. Null: the device cannot tell. */
  readonly pending: { readonly command: string; readonly isPending: (output: string) => boolean | undefined } | null;
}

export interface PlatformDefinition {
  /** The ecosystem's id, e.g. `cisco_ios`; the file is named after it. */
  readonly id: string;
  /** For people: `Cisco IOS`. */
  readonly title: string;
  /** Other names inventories use for it: `ios`, `cisco.ios.ios`, `cisco_xe`. */
  readonly aliases: readonly string[];
  /** `shell`: one interactive channel; `exec`: one channel per command (no prompt, no paging). */
  readonly channel: 'shell' | 'exec';
  readonly modes: Readonly<Record<string, ModeDefinition>>;
  /** The mode commands are read in. */
  readonly readMode: string;
  /** Modes a device may be found in after login that are left by their `ways`; any other is MODE_UNEXPECTED. */
  readonly open: readonly OpenStep[];
  /** Typed in turn to leave; the connection is closed after the last in any case. */
  readonly close: readonly string[];
  readonly interstitials: readonly Interstitial[];
  readonly pager: readonly Pager[];
  readonly refusals: readonly Refusal[];
  /** A whole line that belongs to the prompt below it, e.g. Junos' `{master:0}`. */
  readonly promptContext?: RegExp;
  /** Whole lines the device may print at any time (syslog to the terminal). */
  readonly asyncLines: readonly RegExp[];
  readonly volatile: readonly Volatile[];
  readonly reads: ReadGrammar;
  readonly facts: PlatformFacts;
  readonly config: PlatformConfig;
  /** Ways of changing the device, best first; empty where Rollcall does not change it. */
  readonly change: readonly ChangeDialect[];
  readonly capabilities: Capabilities;
}

type PlatformInput = Omit<
  PlatformDefinition,
  'aliases' | 'channel' | 'interstitials' | 'asyncLines' | 'volatile' | 'change' | 'capabilities'
> &
  Partial<Pick<PlatformDefinition, 'aliases' | 'channel' | 'interstitials' | 'asyncLines' | 'volatile' | 'change'>> & {
    readonly capabilities?: Partial<Capabilities>;
  };

/** Fills in the documented defaults: a shell channel, no aliases, no interstitials, no ways of change, no capabilities. */
export function definePlatform(input: PlatformInput): PlatformDefinition {
  return {
    aliases: [],
    channel: 'shell',
    interstitials: [],
    asyncLines: [],
    volatile: [],
    change: [],
    ...input,
    capabilities: {
      candidateConfig: false,
      timedCommit: false,
      onBoxDiff: false,
      configReplace: false,
      exclusiveLock: false,
      ...input.capabilities,
    },
  };
}
