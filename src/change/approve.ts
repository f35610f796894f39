/** A person's yes to one plan: what must hold before it counts, and how it is written down. Knows no channel. */
import { isoTime } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { ApprovalRecord } from '../storage/change-store.ts';
import type { ChangeParts } from './change-parts.ts';
import type { ApprovalRequest } from './changes.ts';
import { readApprovedPlan, shortCode } from './stored-plan.ts';
import { mustAccept } from './summarise-plan.ts';

export interface ApprovalRules {
  readonly expires_minutes: number;
  readonly four_eyes: boolean;
}

/** Audited before it counts. @throws {RollcallError} see `Changes.approve` */
export async function approvePlan(
  { changes, audit, fleet }: Pick<ChangeParts, 'changes' | 'audit' | 'fleet'>,
  rules: ApprovalRules,
  { planId, code, approver, channel, accept }: ApprovalRequest,
): Promise<ApprovalRecord> {
  const { plan, hash } = await readApprovedPlan(changes, planId);
  const change = await changes.changeOfPlan(planId);
  if (change !== undefined) throw new RollcallError('ALREADY_APPLIED', `Plan ${planId} was pushed as ${change.id}.`);
  const nowMs = fleet.clock.now();
  if (nowMs >= Date.parse(plan.expiresAt)) {
    throw new RollcallError('APPROVAL_EXPIRED', `Plan ${planId} ran out at ${plan.expiresAt}.`, {
      hint: 'Make the plan again: the devices may have changed since.',
    });
  }
  if (rules.four_eyes && isSamePerson(plan.proposer, approver)) {
    throw new RollcallError('POLICY_DENIED', `${approver} made this plan, so somebody else approves it.`, {
      hint: 'Two people are asked for by `approval.four_eyes` in rollcall.yaml.',
    });
  }
  if (code.trim().toLowerCase() !== shortCode(hash)) {
    throw new RollcallError('BAD_INPUT', 'That is not the code of this plan as it is stored now.', {
      hint: 'Look at the plan again, and type the code shown with it.',
    });
  }
  const missing = mustAccept(plan).filter((risk) => !accept.includes(risk));
  if (missing.length > 0) {
    throw new RollcallError('NEEDS_APPROVAL', `Not accepted: ${missing.join(', ')}.`, {
      hint: 'Each of these risks needs a yes of its own.',
    });
  }
  const approval = {
    planId,
    planHash: hash,
    approver,
    approvedAt: isoTime(fleet.clock),
    expiresAt: new Date(Math.min(nowMs + rules.expires_minutes * 60_000, Date.parse(plan.expiresAt))).toISOString(),
  };
  await audit.append({
    event: 'approve',
    who: approver,
    plan: planId,
    plan_hash: hash,
    channel,
    accepted: [...accept],
  });
  await changes.putApproval(approval);
  return { ...approval, usedBy: null };
}

/** Who asks over MCP and who answers that client's dialog are taken for one. */
function isSamePerson(proposer: string, approver: string): boolean {
  return proposer === approver || (proposer === 'mcp' && approver.startsWith('elicitation:'));
}
