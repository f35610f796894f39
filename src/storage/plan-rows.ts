/** Plans and the approvals of them, as rows. Knows that an approval is used once; not what a plan says. */
import type { Kysely, Selectable } from 'kysely';
import { RollcallError } from '../core/errors.ts';
import type { ChangeStore, PlanRecord } from './change-store.ts';
import type { PlanTable, Schema } from './schema.ts';

type PlanMethods = Pick<ChangeStore, 'putPlan' | 'getPlan' | 'listPlans' | 'putApproval' | 'getApproval'>;

export function planRows(db: Kysely<Schema>): PlanMethods {
  return {
    putPlan: async ({ createdAt, expiresAt, ...plan }) => {
      await db
        .insertInto('plan')
        .values({ ...plan, created_at: createdAt, expires_at: expiresAt })
        .execute();
    },
    getPlan: async (id) => {
      const row = await db.selectFrom('plan').selectAll().where('id', '=', id).executeTakeFirst();
      return row && { ...listed(row), body: row.body };
    },
    listPlans: async (limit) => {
      const rows = await db
        .selectFrom('plan')
        .select(['id', 'hash', 'kind', 'title', 'proposer', 'created_at', 'expires_at'])
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(listed);
    },
    putApproval: async (approval) => {
      const given = {
        plan_hash: approval.planHash,
        approver: approval.approver,
        approved_at: approval.approvedAt,
        expires_at: approval.expiresAt,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('approval')
        .values({ plan_id: approval.planId, ...given, used_by: null })
        .onConflict((conflict) => conflict.column('plan_id').doUpdateSet(given).where('approval.used_by', 'is', null))
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 1n) {
        throw new RollcallError('ALREADY_APPLIED', `Plan ${approval.planId} was pushed with an earlier approval.`);
      }
    },
    getApproval: async (planId) => {
      const row = await db.selectFrom('approval').selectAll().where('plan_id', '=', planId).executeTakeFirst();
      return (
        row && {
          planId: row.plan_id,
          planHash: row.plan_hash,
          approver: row.approver,
          approvedAt: row.approved_at,
          expiresAt: row.expires_at,
          usedBy: row.used_by,
        }
      );
    },
  };
}

function listed(row: Omit<Selectable<PlanTable>, 'seq' | 'body'>): Omit<PlanRecord, 'body'> {
  const { id, hash, kind, title, proposer, created_at: createdAt, expires_at: expiresAt } = row;
  return { id, hash, kind, title, proposer, createdAt, expiresAt };
}
