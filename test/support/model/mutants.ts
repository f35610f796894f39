/**
 * Bugs to plant in the room, as replacements in its source: each breaks one promise. A bug that the store would stop by
 * itself also spoils the store. A snippet that is not found once is an error: the bug must be written anew.
 */
import type { ChangeStore } from '../../../src/storage/change-store.ts';

export interface Edit {
  /** Of `src/change/`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly spoil?: (store: ChangeStore) => ChangeStore;
}

const edit = (file: string, find: string, put: string): Edit => ({ file, find, put });

/** Every approval is as new, and stands for whatever is stored. */
const forgetful = (store: ChangeStore): ChangeStore => ({
  ...store,
  async beginChange(change, devices) {
    const approval = await store.getApproval(change.planId);
    if (approval?.usedBy == null) return store.beginChange(change, devices);
    const plan = await store.getPlan(change.planId);
    if (plan === undefined) return false;
    // Under another plan's name the store takes it again.
    const planId = `${change.planId}-again-${change.id}`;
    await store.putPlan({ ...plan, id: planId });
    await store.putApproval({ ...approval, planId });
    return store.beginChange({ ...change, planId }, devices);
  },
});

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'a push approves its own plan',
    edits: [
      edit(
        'start-push.ts',
        'const approval = await requireApproval(parts, plan, hash);',
        `const approval = { planId, planHash: hash, approver: 'mcp', approvedAt: plan.createdAt, expiresAt: plan.expiresAt };
         await changes.putApproval(approval);`,
      ),
    ],
  },
  {
    name: 'an approval may be used again',
    edits: [edit('start-push.ts', 'if (used !== undefined) {', 'if (false) {')],
    spoil: forgetful,
  },
  {
    name: 'an approval does not run out',
    edits: [
      edit('start-push.ts', 'if (nowMs >= Date.parse(approval.expiresAt)) {', 'if (false) {'),
      edit('start-push.ts', 'startedAt: isoTime(fleet.clock),', 'startedAt: approval.approvedAt,'),
    ],
  },
  {
    name: 'an altered plan is taken for the one that was stored',
    edits: [edit('stored-plan.ts', 'const hash = hashOf(record.body);', 'const hash = record.hash;')],
  },
  {
    name: 'any code is the right one',
    edits: [edit('approve.ts', 'if (code.trim().toLowerCase() !== shortCode(hash)) {', 'if (false) {')],
  },
  {
    name: 'the base is not compared before the lines',
    edits: [edit('grounds.ts', 'if (found.hash === planned.baseHash) return;', 'if (found.hash) return;')],
  },
  {
    name: 'the intent is not written down',
    edits: [edit('push-device.ts', "state: 'intent',", "state: 'waiting',")],
  },
  {
    name: 'the intent is not waited for',
    edits: [
      edit(
        'push-device.ts',
        "await target.record({\n    state: 'intent',",
        "void target.record({\n    state: 'intent',",
      ),
    ],
  },
  {
    name: 'lines are sent again after a loss',
    edits: [
      edit(
        'push-device.ts',
        'return observeUntilSettled(target, grounds, applied.error, { untilMs });',
        'return pushFrom(target, await openPatiently(target), grounds);',
      ),
    ],
  },
  {
    name: 'the session that typed also confirms',
    edits: [
      edit(
        'push-device.ts',
        "await target.record({ state: 'applied', timerEndsAt: isoOf(untilMs) });\n    await session.close();",
        "await target.record({ state: 'applied', timerEndsAt: isoOf(untilMs) });\n    (target as any).old = session;",
      ),
      edit(
        'prove-change.ts',
        'session = await openPatiently(target);',
        'session = (target as any).old ?? (await openPatiently(target));',
      ),
    ],
  },
  {
    name: 'the change is confirmed whatever was seen',
    edits: [edit('prove-change.ts', "return seen.is === 'wanted'\n", 'return seen.found !== null\n')],
  },
  {
    name: 'saved before it is confirmed',
    edits: [
      edit(
        'prove-change.ts',
        'const unconfirmed = await takeSteps(session, dialect.confirm, words);',
        'await takeSteps(session, dialect.save, words);\nconst unconfirmed = await takeSteps(session, dialect.confirm, words);',
      ),
    ],
  },
  {
    name: 'that it is being confirmed is not written down',
    edits: [
      edit(
        'prove-change.ts',
        "await target.record({ state: 'confirming', foundHash: seen.found.hash, after });",
        "await target.record({ state: 'applied', foundHash: seen.found.hash, after });",
      ),
    ],
  },
  {
    name: 'no lease is taken',
    edits: [
      edit(
        'push-device.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the source itself
        'const taken = await job.leases.takeLease(`device:${hostKey ?? device.name}`, `change ${job.changeId}`);',
        "const taken = { lease: { name: '', release: async () => {} } } as any;",
      ),
    ],
  },
  {
    name: 'the lease is on the name, not on the box',
    edits: [
      edit(
        'push-device.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the source itself
        '`device:${hostKey ?? device.name}`',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the source itself
        '`device:${device.name}`',
      ),
    ],
  },
  {
    name: 'the lease is given back before the lines',
    edits: [
      edit(
        'push-device.ts',
        'const grounds = await baseOf(target, session);',
        'const grounds = await baseOf(target, session);\nawait lease.release();',
      ),
    ],
  },
  {
    name: 'a device that a dead process left open is changed again',
    edits: [edit('push-device.ts', 'await requireSettled(job, hostKey ?? device.name);', '')],
  },
  {
    name: 'nothing stops the waves',
    edits: [edit('wave-gate.ts', 'if (failed > tolerated() && halted === null) {', 'if (false) {')],
  },
  {
    name: 'the canary is judged like any wave',
    edits: [edit('wave-gate.ts', '(current === 0 ? 0 : ', '(current < 0 ? 0 : 1 + ')],
  },
  {
    name: 'waves do not wait for each other',
    edits: [edit('wave-gate.ts', 'halted === null && left === size() && ', 'halted === null && ')],
  },
  {
    name: 'all devices of a wave at once',
    edits: [edit('wave-gate.ts', 'while (inFlight < most) {', 'while (inFlight < 1e9) {')],
  },
  {
    name: 'the log is written after the answer',
    edits: [edit('push-run.ts', 'await audit.append(deviceEvent(', 'void audit.append(deviceEvent(')],
  },
  {
    name: 'the end of a change is not in the log',
    edits: [
      edit(
        'push-run.ts',
        "await audit.append({\n        event: 'end',",
        "await (async (_: unknown) => {})({\n        event: 'end',",
      ),
    ],
  },
  {
    name: 'recovery sends the lines again',
    edits: [
      edit(
        'recover.ts',
        'const grounds = await groundsFromRecord(target, record);',
        `const grounds = await groundsFromRecord(target, record);
         const { openPatiently } = await import('./open-for-change.ts');
         const { applyChange } = await import('./apply-change.ts');
         const again = await openPatiently(target);
         await applyChange(target, again, target.lines);
         await again.close();`,
      ),
    ],
  },
  {
    name: 'recovery does not wait for the timer',
    edits: [
      edit(
        'recover.ts',
        'untilMs: record.timerEndsAt === null ? null : Date.parse(record.timerEndsAt),',
        'untilMs: null,',
      ),
    ],
  },
  {
    name: 'the timer that a commit arms is not written down before it',
    edits: [
      edit('apply-change.ts', 'await target.record({ timerEndsAt: new Date(timer.untilMs).toISOString() });', ''),
    ],
  },
  {
    name: 'the timer is not armed',
    edits: [
      edit(
        'apply-change.ts',
        'for (const step of dialect.open) {',
        `const steps = dialect.open.filter(({ send }) => !send.startsWith('show'));
         for (const step of steps.map((one) => ({ ...one, send: one.send.replace(/ timer .*/, '') }))) {`,
      ),
    ],
  },
  {
    name: 'what could not be seen counts as undone',
    edits: [
      edit('observe.ts', "return { state: 'unreachable_unknown', error };", "return { state: 'rolled_back', error };"),
    ],
  },
  {
    name: 'one look at the old configuration is enough',
    edits: [
      edit(
        'observe.ts',
        "baseLooks = seen.is === 'base' && !seen.isPending ? baseLooks + 1 : 0;",
        "baseLooks = seen.is !== 'unseen' ? BASE_LOOKS : 0;",
      ),
    ],
  },
  {
    name: 'a rollback takes no notice of what somebody did since',
    edits: [
      edit(
        'rollback-plan.ts',
        'if (now.hash !== record.foundHash && now.hash !== record.wantedHash) {',
        'if (false) {',
      ),
    ],
  },
  {
    name: 'a plan has one box twice',
    edits: [edit('plan-run.ts', 'if (other === name) return;', 'if (other !== null) return;')],
  },
];
