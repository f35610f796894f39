/** The states of a run, and how one device belongs to a group of it: words that storage, summary and engine share. */

/** `interrupted`: the process that worked on it died. */
export type RunState = 'running' | 'done' | 'cancelled' | 'interrupted';

/** One device's place in a group of a run. `key` is the same for equal findings or equal answers. */
export interface GroupMark {
  readonly key: string;
  /**
   * `finding`: something to look at; `change`: equal differences, whose body is the difference itself; `answer`: equal
   * output; `info`: a fact worth counting (`cisco_ios 17.9.4a`).
   */
  readonly kind: 'finding' | 'change' | 'answer' | 'info';
  readonly severity: 'critical' | 'warning' | 'info';
  /** Our words, never device text: `BGP neighbour not Established`. */
  readonly title: string;
  /** One cleaned, redacted line from the device, or null. */
  readonly evidence: string | null;
  /** The command whose answer this is, for `answer` groups. */
  readonly command: string | null;
  /** `putOutput` hash of the normalised, redacted text, for differences between groups; null for others. */
  readonly bodyHash: string | null;
}
