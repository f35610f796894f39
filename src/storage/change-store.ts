/**
 * What must outlive a process that changes devices: plans, approvals, and where each device stands. Knows records and
 * that each write is on disk when it resolves; nothing of devices or what a state means.
 */
import type { ErrorCode } from '../core/errors.ts';

export interface PlanRecord {
  readonly id: string;
  /** SHA-256 of `body`, hex. */
  readonly hash: string;
  readonly kind: 'change' | 'rollback';
  /** One line, ours and the proposer's. */
  readonly title: string;
  readonly proposer: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Canonical JSON of the whole plan, as it was hashed. */
  readonly body: string;
}

/** A person's yes to one hash, usable once. */
export interface ApprovalRecord {
  readonly planId: string;
  readonly planHash: string;
  /** `cli:alice`, `elicitation:alice`. */
  readonly approver: string;
  readonly approvedAt: string;
  readonly expiresAt: string;
  /** The change that used it, or null. */
  readonly usedBy: string | null;
}

/**
 * Where a device stands. `waiting`: nothing was sent. Open: `intent` (something may have been sent), `applied`
 * (effective, unconfirmed), `confirming` (the confirmation may have been sent). Ended: the rest; `confirmed` is
 * permanent and perhaps unsaved.
 */
export type ChangeState =
  | 'waiting'
  | 'intent'
  | 'applied'
  | 'confirming'
  | 'confirmed'
  | 'saved'
  | 'not_started'
  | 'rolled_back'
  | 'drift'
  | 'revert_failed'
  | 'unreachable_unknown';

export interface ChangeDeviceRecord {
  readonly device: string;
  readonly platform: string;
  readonly wave: number;
  /** `SHA256:…` of the host key, or null before the first login. */
  readonly identity: string | null;
  readonly state: ChangeState;
  readonly baseHash: string;
  readonly wantedHash: string;
  /** Hash of the configuration as last read, or null. */
  readonly foundHash: string | null;
  /** The dialect that undoes it, e.g. `commit-confirmed`. */
  readonly undo: string;
  /** `putImage` hash of the configuration before; null before it was read. */
  readonly before: string | null;
  /** The same after; null where nothing was changed or it was not read. */
  readonly after: string | null;
  /** When the device's own timer ends, ISO 8601; null where none was armed. */
  readonly timerEndsAt: string | null;
  readonly code: ErrorCode | null;
  readonly message: string | null;
  /** Device text, redacted. */
  readonly detail: string | null;
  /** The refused line's number in the plan, from 1. */
  readonly line: number | null;
  readonly updatedAt: string;
}

export interface ChangeRecord {
  readonly id: string;
  readonly planId: string;
  readonly planHash: string;
  readonly principal: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** `interrupted`: its process died; `halted`: it stopped before its last wave. */
  readonly state: 'running' | 'done' | 'halted' | 'interrupted';
}

export type ChangeDevicePatch = Partial<Omit<ChangeDeviceRecord, 'device' | 'platform' | 'wave' | 'updatedAt'>>;

/** Every write is synced to disk when its promise resolves. All reject with LOCAL_IO when the disk refuses. */
export interface ChangeStore {
  putPlan(plan: PlanRecord): Promise<void>;
  getPlan(id: string): Promise<PlanRecord | undefined>;
  /** Newest first, without bodies. */
  listPlans(limit: number): Promise<readonly Omit<PlanRecord, 'body'>[]>;
  /** A later approval of the same plan takes the place of an unused one; over a used one it rejects ALREADY_APPLIED. */
  putApproval(approval: Omit<ApprovalRecord, 'usedBy'>): Promise<void>;
  getApproval(planId: string): Promise<ApprovalRecord | undefined>;
  /**
   * In one transaction: marks the approval used, and makes the change with every device `waiting`. False, and nothing
   * done, when the approval is not for this hash, used already, or expired at `change.startedAt`.
   */
  beginChange(
    change: Omit<ChangeRecord, 'finishedAt' | 'state'>,
    devices: readonly Pick<
      ChangeDeviceRecord,
      'device' | 'platform' | 'wave' | 'identity' | 'baseHash' | 'wantedHash' | 'undo'
    >[],
  ): Promise<boolean>;
  /** Says "this process works on it", and takes it over from one that died; call every few seconds. */
  touchChange(id: string): Promise<void>;
  updateDevice(changeId: string, device: string, patch: ChangeDevicePatch): Promise<void>;
  /** Devices it never came to become `not_started`, with the reason when there is one for all of them. */
  finishChange(
    id: string,
    state: 'done' | 'halted',
    finishedAt: string,
    notReached?: { readonly code: ErrorCode; readonly message: string } | null,
  ): Promise<void>;
  /** A change whose process has died reads as `interrupted`. */
  getChange(id: string): Promise<ChangeRecord | undefined>;
  changeOfPlan(planId: string): Promise<ChangeRecord | undefined>;
  listChanges(limit: number): Promise<readonly ChangeRecord[]>;
  /** In order of wave and name. */
  changeDevices(changeId: string): Promise<readonly ChangeDeviceRecord[]>;
  /** Changes with devices that have not ended although nobody works on them any more. */
  unfinishedChanges(): Promise<readonly ChangeRecord[]>;
  /** Devices a change was begun on since then: for the hourly bound. */
  devicesPushedSince(iso: string): Promise<number>;
  /** Keeps a configuration once per content, packed; the SHA-256 hash is its name. Never pruned while a change refers to it. */
  putImage(text: string): Promise<string>;
  getImage(hash: string): Promise<string | undefined>;
}
