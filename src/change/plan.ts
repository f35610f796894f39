/** What a plan is: everything a person approves, as data. Knows no device and no way to make or push one. */

/** What can go wrong in a way worth saying before, worst first. */
export const RISKS = [
  'management-path',
  'aaa',
  'reload-like',
  'own-interface',
  'no-self-heal',
  'rebuilds-block',
] as const;
export type Risk = (typeof RISKS)[number];

export interface PlannedLine {
  readonly text: string;
  /** Blocks it stands in, 0 at the top. */
  readonly depth: number;
  /** Sent with it in one piece. */
  readonly verbatim: readonly string[];
}

export interface PlannedDevice {
  readonly device: string;
  readonly platform: string;
  /** `SHA256:…` of its host key when the plan was made; null where the transport has none. */
  readonly identity: string | null;
  /** Key of `ChangePlan.scripts`. */
  readonly script: string;
  /** Keyed hash of the configuration the plan was made for; see `configtext/config-hash.ts`. */
  readonly baseHash: string;
  /** The same, as it should be afterwards. */
  readonly wantedHash: string;
  /** Id of the platform's dialect that will be used. */
  readonly undo: string;
  readonly risks: readonly Risk[];
  /** From 0, the canary. */
  readonly wave: number;
  /** Key of `ChangePlan.diffs`. */
  readonly diff: string;
}

export interface ChangePlan {
  readonly id: string;
  readonly kind: 'change' | 'rollback';
  readonly title: string;
  readonly proposer: string;
  readonly createdAt: string;
  /** Not pushed after this. */
  readonly expiresAt: string;
  /** For a rollback: the change it undoes. */
  readonly undoes: string | null;
  readonly select: string;
  /** What is sent, by a short hash; most devices share one. */
  readonly scripts: Readonly<Record<string, readonly PlannedLine[]>>;
  /** Redacted lines of the difference (`diffText`), by a short hash. */
  readonly diffs: Readonly<Record<string, readonly string[]>>;
  readonly devices: readonly PlannedDevice[];
  readonly policy: {
    readonly timerMinutes: number;
    readonly inFlight: number;
    /** Percent; 0 in the canary whatever this says. */
    readonly stopPercent: number;
    readonly waves: number;
    readonly save: boolean;
  };
}
