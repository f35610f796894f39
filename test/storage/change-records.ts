/** Plans, approvals and changes as tests of storage write them. */
import { createHash } from 'node:crypto';
import type { ApprovalRecord, ChangeRecord, ChangeStore, PlanRecord } from '../../src/storage/change-store.ts';

export const aPlan = (id: string, over: Partial<PlanRecord> = {}): PlanRecord => ({
  id,
  hash: createHash('sha256').update(id).digest('hex'),
  kind: 'change',
  title: 'ü “ntp” on 3 devices',
  proposer: 'mcp',
  createdAt: '2026-11-23T10:00:00.000Z',
  expiresAt: '2026-11-24T10:00:00.000Z',
  body: `{"id":"${id}"}`,
  ...over,
});

export const anApproval = (planId: string, over: Partial<ApprovalRecord> = {}): Omit<ApprovalRecord, 'usedBy'> => ({
  planId,
  planHash: aPlan(planId).hash,
  approver: 'cli:alice',
  approvedAt: '2026-11-23T10:05:00.000Z',
  expiresAt: '2026-11-23T11:05:00.000Z',
  ...over,
});

export const aChange = (
  id: string,
  planId: string,
  over: Partial<ChangeRecord> = {},
): Omit<ChangeRecord, 'finishedAt' | 'state'> => ({
  id,
  planId,
  planHash: aPlan(planId).hash,
  principal: 'mcp',
  startedAt: '2026-11-23T10:10:00.000Z',
  ...over,
});

export const someDevices = (names: readonly string[]) =>
  names.map((device, wave) => ({
    device,
    platform: 'cisco_ios',
    wave,
    identity: wave === 0 ? null : `SHA256:${device}`,
    baseHash: `base ${device}`,
    wantedHash: `wanted ${device}`,
    undo: 'commit-confirmed',
  }));

/** A plan, approved and begun. */
export async function begin(
  changes: ChangeStore,
  id: string,
  names: readonly string[] = ['a', 'b'],
  over: Partial<ChangeRecord> = {},
): Promise<void> {
  const planId = `p-${id}`;
  await changes.putPlan(aPlan(planId));
  await changes.putApproval(anApproval(planId));
  if (!(await changes.beginChange(aChange(id, planId, over), someDevices(names)))) throw new Error(`${id} not begun`);
}
