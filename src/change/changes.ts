/**
 * Changing devices, as the tools and the command line may ask for it: a plan, a person's approval, a push, and what
 * became of it. Knows ids and who asks; an approval is only ever taken from a channel that the model cannot use.
 */
import type { Device } from '../inventory/device.ts';
import type { AuditLog } from '../storage/audit-log.ts';
import type { ApprovalRecord, ChangeDeviceRecord, ChangeRecord, PlanRecord } from '../storage/change-store.ts';
import type { ChangeSource } from './change-source.ts';
import type { ChangePlan, Risk } from './plan.ts';
import type { PlanSummary } from './summarise-plan.ts';

export interface PlanRequest {
  readonly source: ChangeSource;
  /** One line, the proposer's words. */
  readonly title: string;
  readonly select: string;
  readonly devices: readonly Device[];
  readonly principal: string;
}

export interface RollbackRequest {
  readonly changeId: string;
  /** As the caller wrote it; part of what makes two rollbacks the same one. */
  readonly select: string;
  /** Those that `select` means; devices the change did not touch are left out. Null: all of the change. */
  readonly devices: readonly Device[] | null;
  readonly principal: string;
}

export interface ApprovalRequest {
  readonly planId: string;
  /** What the person typed: `shortCode` of the plan they were shown. */
  readonly code: string;
  /** `cli:alice`, `elicitation:claude-code`. */
  readonly approver: string;
  /** How they were asked: `terminal`, `elicitation`. */
  readonly channel: string;
  /** Risks they said yes to one by one; at least `PlanView.mustAccept`. */
  readonly accept: readonly Risk[];
}

/** A plan and where it stands. For people: the model is never shown `code` or `hash`. */
export interface PlanView {
  readonly plan: ChangePlan;
  readonly summary: PlanSummary;
  readonly state: 'waiting' | 'approved' | 'used' | 'expired';
  /** Of the plan as it is stored now. */
  readonly hash: string;
  /** What a person types to say yes. */
  readonly code: string;
  /** Risks that need a yes of their own. */
  readonly mustAccept: readonly Risk[];
  readonly approval: ApprovalRecord | null;
  readonly change: ChangeRecord | null;
}

/** A change and where each of its devices stands. */
export interface ChangeView {
  readonly change: ChangeRecord;
  readonly plan: ChangePlan;
  readonly devices: readonly ChangeDeviceRecord[];
}

export interface StartedPush {
  readonly runId: string;
  readonly changeId: string;
}

/** One change that a crash left unfinished. */
export interface Recovery {
  readonly changeId: string;
  /** The run that looks at its devices; null when none needed a look. */
  readonly runId: string | null;
  /** Resolves when it is over. Never rejects. */
  readonly ended: Promise<void>;
}

export interface Changes {
  /**
   * Starts the run that makes the plan, which only reads; answers its id. The plan's id is the run's `plan_id` param.
   * @throws {RollcallError} BAD_INPUT, RATE_LIMITED before any device is contacted
   */
  startPlan(request: PlanRequest): Promise<string>;
  /** The same for the plan that undoes a change. @throws {RollcallError} BAD_INPUT, RATE_LIMITED, EMPTY_SELECTION */
  startRollbackPlan(request: RollbackRequest): Promise<string>;
  /** The newest plan to undo that change for that selection which may still be pushed; null when there is none. */
  rollbackPlan(changeId: string, select: string): Promise<PlanView | null>;
  /**
   * Begins the push of an approved plan, once; answers its run.
   * @throws {RollcallError} READ_ONLY, UNKNOWN_PLAN, PLAN_TAMPERED, NEEDS_APPROVAL, ALREADY_APPLIED, APPROVAL_EXPIRED,
   * RATE_LIMITED, JOURNAL_CORRUPT: nothing was sent
   */
  push(planId: string, principal: string): Promise<StartedPush>;
  /** Whether a push of this process goes on: who ends the process lets its devices come to their end. */
  isPushing(): boolean;
  /**
   * A person's yes. Never called with arguments of a model.
   * @throws {RollcallError} UNKNOWN_PLAN, PLAN_TAMPERED, ALREADY_APPLIED, APPROVAL_EXPIRED, POLICY_DENIED (who proposed
   * it may not approve it), BAD_INPUT (another code), NEEDS_APPROVAL (a risk was not accepted)
   */
  approve(request: ApprovalRequest): Promise<ApprovalRecord>;
  /**
   * Looks at what changes of dead processes left behind; sends nothing. Those another process looks at are left out.
   * `looksAgain`: also at devices of finished changes that could not be read then.
   */
  recover(principal: string, options?: { readonly looksAgain?: boolean }): Promise<readonly Recovery[]>;
  /** @throws {RollcallError} UNKNOWN_PLAN, PLAN_TAMPERED */
  plan(planId: string): Promise<PlanView>;
  /** The same for an id whose plan may never have been made. @throws {RollcallError} PLAN_TAMPERED */
  findPlan(planId: string): Promise<PlanView | null>;
  /** Newest first. */
  plans(limit: number): Promise<readonly Omit<PlanRecord, 'body'>[]>;
  /** @throws {RollcallError} UNKNOWN_PLAN for an id that is no change's */
  change(changeId: string): Promise<ChangeView>;
  /** Newest first. */
  changes(limit: number): Promise<readonly ChangeRecord[]>;
  readonly audit: Pick<AuditLog, 'verify' | 'read'>;
}
