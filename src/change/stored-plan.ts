/** Plans as they are kept: canonical JSON and its hash. Knows how a plan is written and checked; not what it says. */
import { createHash } from 'node:crypto';
import { RollcallError } from '../core/errors.ts';
import type { ChangeStore, PlanRecord } from '../storage/change-store.ts';
import type { ChangePlan } from './plan.ts';

/** JSON with sorted keys and no blanks: the same plan always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}

/** What is approved: SHA-256 of the canonical text, hex. */
export const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** The few characters of a hash that a person types to say yes to it. */
export const shortCode = (hash: string): string => hash.slice(0, 6);

/** The plan as a record. */
export function planRecord(plan: ChangePlan): PlanRecord {
  const body = canonicalJson(plan);
  const { id, kind, title, proposer, createdAt, expiresAt } = plan;
  return { id, hash: hashOf(body), kind, title, proposer, createdAt, expiresAt, body };
}

/**
 * The plan and the hash of what is stored now, computed here and not taken from the record.
 * @throws {RollcallError} UNKNOWN_PLAN, PLAN_TAMPERED when the stored text is not the one that was stored
 */
export async function readApprovedPlan(
  changes: Pick<ChangeStore, 'getPlan'>,
  planId: string,
): Promise<{ readonly plan: ChangePlan; readonly hash: string; readonly record: PlanRecord }> {
  const record = await changes.getPlan(planId);
  if (record === undefined) throw new RollcallError('UNKNOWN_PLAN', `There is no plan "${planId}".`);
  const hash = hashOf(record.body);
  if (hash !== record.hash) throw new RollcallError('PLAN_TAMPERED', 'The stored plan was altered.');
  return { plan: JSON.parse(record.body) as ChangePlan, hash, record };
}
