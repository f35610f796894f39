/**
 * How a kind of device writes its configuration, as data: the words platforms, configtext and the rooms above share.
 * Knows shapes; parses nothing and names no vendor.
 */

/** Text that is kept as it is until its own end: a banner, a certificate. */
export interface VerbatimBlock {
  /** Matches the trimmed line that begins it, e.g. `/^banner \w+ (?<mark>\^C|\S)/`. */
  readonly start: RegExp;
  /**
   * What ends it: a pattern for the trimmed line (`/^quit$/`), or `mark`: the line that holds the start's group `mark`
   * again (a block may end on the line that began it).
   */
  readonly end: RegExp | 'mark';
}

/** Every pattern is tested against a trimmed line and carries no `g` flag. */
export interface ConfigSyntax {
  /** `indent`: a block's lines are indented below its header; `braces`: `header { statement; }`; `flat`: no blocks. */
  readonly form: 'indent' | 'braces' | 'flat';
  /** Lines that say nothing to the device: separators, remarks of the printer (`!`, `## Last commit`). */
  readonly comment: RegExp;
  /** Lines that close a block and are no statement of their own: `exit-address-family`, `end-policy`; absent: none. */
  readonly blockEnd?: RegExp;
  readonly verbatim: readonly VerbatimBlock[];
  /** Headers of blocks whose lines mean something by their order: `/^ip access-list /`. */
  readonly orderedBlocks: readonly RegExp[];
  /** Lines whose order counts among those with the same match: `/^access-list \S+/`. */
  readonly orderedLines: readonly RegExp[];
  /**
   * Headers of blocks that are there by themselves and shown only while something is in them (`/^interface /` where the
   * host has the interfaces): emptied, and never taken away; absent: none.
   */
  readonly enduringBlocks?: readonly RegExp[];
  /**
   * Lines that replace each other within a block: those with the same match are one setting, and the new one takes the
   * old one's place (`/^description\b/`, `/^ip address(?!.*secondary)/`). They are never negated to be replaced.
   */
  readonly settings: readonly RegExp[];
  /** Full names of interface types, so that `Gi1/0/1` is `GigabitEthernet1/0/1`; empty where names are not abbreviated. */
  readonly interfaceTypes: readonly string[];
  /** Lines with a list of numbers in the group `list`, whose order and ranges mean nothing: `vlan (?<list>[\d,-]+)`. */
  readonly numberLists: readonly RegExp[];
  /** The word that takes a line back, `no` or `delete`; null where there is none. */
  readonly negation: 'no' | 'delete' | null;
}
