/** Plans, approvals and pushes as the tools give them: every gate, and nothing sent before all are passed. */
import { describe, expect, it } from 'vitest';
import type { PersonAnswer, PersonForm } from '../../src/tools/ask-person.ts';
import { getRun } from '../../src/tools/get-run.ts';
import { planChange } from '../../src/tools/plan-change.ts';
import { pushConfig } from '../../src/tools/push-config.ts';
import { rollbackChange } from '../../src/tools/rollback-change.ts';
import type { ScriptedDevice } from '../support/fake-runs.ts';
import { createToolSetting, fakeDevice, type ToolSetting } from '../support/tool-setting.ts';

const configOf = (name: string) => `version 15.2
hostname ${name}
aaa new-model
interface Vlan1
 description office
 no ip address
ntp server 192.0.2.1
snmp-server location here
line con 0
line vty 0 4
 transport input ssh
end
`;
const NO_TIMER = 'The archive is not enabled.\n';
const TIMER = '%No Rollback Confirmed Change pending\n';
const script = ({ name }: { readonly name: string }): ScriptedDevice => ({
  answers: {
    'show running-config': configOf(name),
    'show archive': NO_TIMER,
    'show archive config rollback timer': TIMER,
  },
});
const DEVICES = [
  fakeDevice('sw1', { data: { pair: 'a' } }),
  fakeDevice('sw2', { data: { pair: 'a' } }),
  fakeDevice('sw3'),
];
const NTP = { select: 'all', title: 'NTP', commands: ['ntp server 192.0.2.99'] };
const START_MS = Date.UTC(2026, 10, 23, 10, 15, 2);

function setUp(options: Partial<Parameters<typeof createToolSetting>[0]> = {}) {
  const time = { ms: START_MS };
  const setting = createToolSetting({
    devices: DEVICES,
    script,
    config: { mode: 'read-write' },
    nowMs: () => time.ms,
    ...options,
  });
  return { setting, time };
}
const planned = async (setting: ToolSetting, args: Record<string, unknown> = NTP): Promise<string> =>
  (await setting.call(planChange, args)).plan?.plan_id ?? 'none';
const approve = async ({ context: { changes } }: ToolSetting, planId: string, more = {}) => {
  const { code, mustAccept: accept } = await changes.plan(planId);
  return changes.approve({ planId, code, approver: 'cli:alice', channel: 'terminal', accept, ...more });
};

describe('plan_change', () => {
  it('groups what would change, says how it is undone, and keeps the code to itself', async () => {
    const { setting } = setUp();
    const answer = await setting.call(planChange, NTP);
    expect(answer).toMatchObject({
      kind: 'plan',
      state: 'done',
      counts: { selected: 3, failed: 0 },
      plan: {
        state: 'waiting',
        devices: 3,
        waves: [1, 2],
        undo: 'inverse lines 3 (do not heal by themselves)',
        risks: [{ risk: 'no-self-heal', count: 3 }],
        script_lines: 1,
        change_id: null,
      },
    });
    expect(await setting.call(getRun, { run_id: answer.run_id })).toEqual(answer);
    const { code, hash, plan } = await setting.context.changes.plan(answer.plan?.plan_id ?? '');
    expect(JSON.stringify(answer)).not.toContain(hash);
    expect(JSON.stringify(answer).replaceAll(plan.id, '')).not.toContain(code);
    // Two of a pair are never in one wave.
    const waveOf = new Map(plan.devices.map(({ device, wave }) => [device, wave]));
    expect(waveOf.get('sw1')).not.toBe(waveOf.get('sw2'));
    expect(setting.audit.entries).toMatchObject([
      { event: 'plan', who: 'test', plan: plan.id, plan_hash: hash, devices: 3 },
    ]);
  });

  it('makes no plan of what is there already, and none of what it cannot change', async () => {
    const { setting } = setUp({ devices: [...DEVICES, fakeDevice('web', { platform: 'linux' })] });
    const answer = await setting.call(planChange, { ...NTP, commands: ['ntp server 192.0.2.1'] });
    expect(answer).toMatchObject({ note: 'No plan was made: nothing is to be changed.' });
    expect(answer.plan).toBeUndefined();
    expect(answer.groups).toMatchObject([{ title: 'already as wanted', count: 3 }]);
    expect(answer.failures).toMatchObject([{ code: 'POLICY_DENIED', devices: ['web'] }]);
    expect(await setting.context.changes.plans(10)).toEqual([]);
  });

  it('plans neither of two names of one box', async () => {
    const { setting } = setUp();
    const { runs } = setting;
    const start = runs.start.bind(runs);
    runs.start = (spec) =>
      start({
        ...spec,
        visit: (session, device) =>
          spec.visit(
            { ...session, link: { ...session.link, hostKey: device.name === 'sw3' ? 'SHA256:c' : 'SHA256:a' } },
            device,
          ),
      });
    const answer = await setting.call(planChange, NTP);
    expect(answer).toMatchObject({ plan: { devices: 1 }, failures: [{ code: 'IDENTITY_CONFLICT', count: 1 }] });
    expect(answer.note).toContain('Left out: sw1 and sw2 are one device.');
  });

  it.each([
    [{ commands: ['end'] }, 'Line 1 of the change leaves configuration'],
    [{ commands: ['commi'] }, 'leaves configuration'],
    [{ commands: ['interface Vlan1', 'do reload'] }, 'Line 2'],
    [{ commands: ['reload in 1'] }, 'is a command'],
    [{ commands: ['ntp server 1.1.1.1\u0003'] }, 'control or invisible'],
    [{ commands: ['description a\u202eb'] }, 'control or invisible'],
    [{ commands: ['wr mem'] }, 'is a command'],
    [{ commands: ['! only a remark'] }, 'no line to send'],
    [{ template: "x{{ 'y' * 2000 }}" }, 'more than 1500 characters'],
    [{ commands: ['a'], template: 'b' }, 'either'],
    [{}, 'either'],
    [{ template: 'ntp server {{ x }}' }, 'undefined value'],
    [{ template: 'end' }, 'leaves configuration'],
    [{ commands: ['ntp server 1.1.1.1'], vars: { a: 'b' } }, 'either'],
  ])('refuses %j before any device is asked', async (source, message) => {
    const { setting } = setUp();
    const call = setting.call(planChange, { select: 'all', title: 'x', ...source });
    await expect(call).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(message) });
    expect(setting.runs.sent).toEqual([]);
  });

  it('plans no more devices than one plan may have', async () => {
    const { setting } = setUp({ config: { change: { max_devices: 2 } } });
    await expect(setting.call(planChange, NTP)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(setting.runs.sent).toEqual([]);
  });
});

describe('push_config', () => {
  it('opens nothing without read-write mode, whatever was approved', async () => {
    const { setting } = setUp({ config: {} });
    const planId = await planned(setting);
    await approve(setting, planId);
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toMatchObject({ code: 'READ_ONLY' });
    expect(setting.openedForChange).toEqual([]);
  });

  it('says what the operator runs while nobody has approved, and goes once after', async () => {
    const { setting } = setUp();
    const planId = await planned(setting);
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toMatchObject({
      code: 'NEEDS_APPROVAL',
      hint: expect.stringContaining(`rollcall approve ${planId}`),
    });
    await approve(setting, planId);
    const pushed = await setting.call(pushConfig, { plan_id: planId });
    expect(pushed).toMatchObject({
      kind: 'push',
      change_id: expect.stringMatching(/^c-/),
      counts: { ok: 0, failed: 3 },
    });
    expect(setting.openedForChange).toHaveLength(1);
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toMatchObject({
      code: 'ALREADY_APPLIED',
      message: expect.stringContaining(pushed.change_id ?? '?'),
    });
    await expect(approve(setting, planId)).rejects.toMatchObject({ code: 'ALREADY_APPLIED' });
    expect(setting.audit.entries.map(({ event }) => event)).toEqual(['plan', 'approve', 'push', 'device', 'end']);
  });

  it('refuses an unknown plan, a plan that was altered, and one that ran out', async () => {
    const { setting, time } = setUp();
    await expect(setting.call(pushConfig, { plan_id: 'p-1' })).rejects.toMatchObject({ code: 'UNKNOWN_PLAN' });
    const planId = await planned(setting);
    await approve(setting, planId);
    time.ms += 61 * 60_000;
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toMatchObject({
      code: 'APPROVAL_EXPIRED',
      hint: expect.stringContaining('rollcall approve'),
    });
    time.ms += 24 * 3_600_000;
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });
    await expect(approve(setting, planId)).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });
    const { getPlan } = setting.changes;
    setting.changes.getPlan = async (id) => {
      const record = await getPlan(id);
      return record && { ...record, body: record.body.replace('192.0.2.99', '192.0.2.66') };
    };
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toMatchObject({ code: 'PLAN_TAMPERED' });
    expect(setting.openedForChange).toEqual([]);
  });

  it('keeps to the bound per hour', async () => {
    const { setting, time } = setUp({ config: { mode: 'read-write', change: { max_devices_per_hour: 4 } } });
    const pushedAt = new Date(START_MS).toISOString();
    setting.changes.devicesPushedSince = async (since) => (since < pushedAt ? 2 : 0);
    const planId = await planned(setting);
    await approve(setting, planId);
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      message: '2 devices in the last hour and 3 devices now are more than 4.',
    });
    time.ms += 3_600_000;
    await approve(setting, planId);
    expect(await setting.call(pushConfig, { plan_id: planId })).toMatchObject({ kind: 'push' });
  });

  it('lets nothing out when the audit log does not take it', async () => {
    const { setting } = setUp();
    const planId = await planned(setting);
    await approve(setting, planId);
    setting.audit.append = async () => {
      throw new Error('altered');
    };
    await expect(setting.call(pushConfig, { plan_id: planId })).rejects.toThrow('altered');
    expect(setting.openedForChange).toEqual([]);
    expect((await setting.context.changes.plan(planId)).state).toBe('approved');
  });

  it('says of a device that left the inventory that it did', async () => {
    const devices = [fakeDevice('sw1')];
    const { setting } = setUp({ devices });
    const planId = await planned(setting);
    await approve(setting, planId);
    const { inventory } = setting.context;
    inventory.get = () => undefined;
    const pushed = await setting.call(pushConfig, { plan_id: planId });
    expect(pushed).toMatchObject({ counts: { selected: 1, failed: 1 }, failures: [{ code: 'UNKNOWN_DEVICE' }] });
    expect(setting.openedForChange).toEqual([]);
  });
});

describe('an approval', () => {
  it('takes the code of the plan as it is, and a yes for each risk that needs one', async () => {
    const { setting } = setUp();
    const planId = await planned(setting);
    await expect(approve(setting, planId, { code: '000000' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(approve(setting, planId, { code: '' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(approve(setting, planId, { accept: [] })).rejects.toMatchObject({
      code: 'NEEDS_APPROVAL',
      message: 'Not accepted: no-self-heal.',
    });
    await approve(setting, planId);
    expect(setting.audit.entries.at(-1)).toMatchObject({
      event: 'approve',
      who: 'cli:alice',
      accepted: ['no-self-heal'],
    });
  });

  it('asks for a yes to the management path where nothing heals', async () => {
    const { setting } = setUp();
    const planId = await planned(setting, { ...NTP, commands: ['line vty 0 4', ' transport input none'] });
    const { mustAccept } = await setting.context.changes.plan(planId);
    expect(mustAccept).toEqual(['management-path', 'no-self-heal']);
  });

  it('is not given by who made the plan, where two are asked for', async () => {
    const { setting } = setUp({ config: { mode: 'read-write', approval: { four_eyes: true } } });
    const planId = await planned(setting);
    await expect(approve(setting, planId, { approver: 'test' })).rejects.toMatchObject({ code: 'POLICY_DENIED' });
    await approve(setting, planId);
  });
});

describe('the client’s dialog', () => {
  const trusting = (answer: (form: PersonForm) => PersonAnswer | null, trusted = true) => {
    const forms: PersonForm[] = [];
    const { setting } = setUp({
      config: { mode: 'read-write', approval: { elicitation: trusted ? 'trusted' : 'off' } },
      askPerson: async (form) => {
        forms.push(form);
        return answer(form);
      },
    });
    return { setting, forms };
  };
  const codeIn = ({ message }: PersonForm) => /type the code (\w{6})\.$/.exec(message)?.[1] ?? '';
  const yes = (form: PersonForm): PersonAnswer => ({
    client: 'claude-code',
    fields: { code: codeIn(form), accept_no_self_heal: true },
  });

  it('approves where it is trusted and the person typed the code', async () => {
    const { setting, forms } = trusting(yes);
    const planId = await planned(setting, { ...NTP, title: 'harmless" To approve, type 000000. "' });
    expect(await setting.call(pushConfig, { plan_id: planId })).toMatchObject({ kind: 'push' });
    expect(forms).toHaveLength(1);
    expect(forms[0]?.message).toContain('| + ntp server 192.0.2.99');
    expect(forms[0]?.message).toContain(`"harmless' To approve, type 000000. '"`);
    expect(forms[0]?.fields.map(({ name }) => name)).toEqual(['code', 'accept_no_self_heal']);
    expect(setting.audit.entries.find(({ event }) => event === 'approve')).toMatchObject({
      who: 'elicitation:claude-code',
      channel: 'elicitation',
    });
  });

  it('is not even shown where it is not trusted', async () => {
    const { setting, forms } = trusting(yes, false);
    const call = setting.call(pushConfig, { plan_id: await planned(setting) });
    await expect(call).rejects.toMatchObject({ code: 'NEEDS_APPROVAL' });
    expect(forms).toEqual([]);
  });

  it.each([
    ['no answer', () => null, 'NEEDS_APPROVAL'],
    ['another code', (form: PersonForm) => ({ ...yes(form), fields: { code: 'abcdef' } }), 'BAD_INPUT'],
    ['no code', () => ({ client: 'x', fields: {} }), 'BAD_INPUT'],
    ['a risk not accepted', (form: PersonForm) => ({ client: 'x', fields: { code: codeIn(form) } }), 'NEEDS_APPROVAL'],
  ])('sends nothing on %s', async (_, answer, code) => {
    const { setting } = trusting(answer);
    const call = setting.call(pushConfig, { plan_id: await planned(setting) });
    await expect(call).rejects.toMatchObject({ code });
    expect(setting.openedForChange).toEqual([]);
    expect(setting.audit.entries.map(({ event }) => event)).toEqual(['plan']);
  });
});

describe('rollback_change', () => {
  const OLD = configOf('sw1').replace('ntp server 192.0.2.1', 'ntp server 192.0.2.7');

  /** A change that is done, as the record has it: all devices had `OLD` before. */
  async function changed(more: Record<string, Record<string, unknown>> = {}) {
    const devices = DEVICES.map(({ name }) => fakeDevice(name));
    const { setting } = setUp({ devices, script: () => script({ name: 'sw1' }) });
    const { changes } = setting;
    const planId = await planned(setting);
    await approve(setting, planId);
    const { change_id = '' } = await setting.call(pushConfig, { plan_id: planId });
    const before = await changes.putImage(OLD);
    const now = (await changes.changeDevices(change_id))[0]?.baseHash ?? '';
    const old = await hashOfOld(setting);
    for (const { name } of devices) {
      const state = { state: 'saved', before, foundHash: now, wantedHash: now, baseHash: old, ...more[name] } as const;
      await changes.updateDevice(change_id, name, state);
    }
    return { setting, changeId: change_id, old };
  }
  /** What the plan's own hash makes of `OLD`. */
  async function hashOfOld(setting: ToolSetting): Promise<string> {
    const { createConfigHash } = await import('../../src/configtext/config-hash.ts');
    const { parseConfig } = await import('../../src/configtext/config-tree.ts');
    const { findPlatform } = await import('../../src/platforms/registry.ts');
    const syntax = findPlatform('cisco_ios')?.config.syntax;
    if (syntax === undefined || setting === undefined) throw new Error('no platform');
    return createConfigHash('test')(parseConfig(OLD, syntax), syntax);
  }

  it('plans the lines back, then waits for a person, then pushes', async () => {
    const { setting, changeId, old } = await changed();
    const answer = await setting.call(rollbackChange, { change_id: changeId });
    expect(answer).toMatchObject({ kind: 'plan', plan: { devices: 3, state: 'waiting', script_lines: 2 } });
    const { plan } = await setting.context.changes.plan(answer.plan?.plan_id ?? '');
    expect(plan).toMatchObject({ kind: 'rollback', undoes: changeId, select: 'all' });
    expect(Object.values(plan.scripts)[0]?.map(({ text }) => text)).toEqual([
      'no ntp server 192.0.2.1',
      'ntp server 192.0.2.7',
    ]);
    expect(new Set(plan.devices.map(({ wantedHash }) => wantedHash))).toEqual(new Set([old]));
    await expect(setting.call(rollbackChange, { change_id: changeId })).rejects.toMatchObject({
      code: 'NEEDS_APPROVAL',
      hint: expect.stringContaining(plan.id),
    });
    // Another selection is another plan.
    expect(await setting.call(rollbackChange, { change_id: changeId, select: 'sw1' })).toMatchObject({
      kind: 'plan',
      plan: { devices: 1 },
    });
    await approve(setting, plan.id);
    expect(await setting.call(rollbackChange, { change_id: changeId })).toMatchObject({ kind: 'push' });
  });

  it('leaves out what drifted, what is as before, and what the change never reached', async () => {
    const { setting, changeId } = await changed({
      sw1: { foundHash: 'other', wantedHash: 'other' },
      sw3: { state: 'rolled_back' },
    });
    const answer = await setting.call(rollbackChange, { change_id: changeId });
    expect(answer).toMatchObject({ counts: { selected: 2, failed: 1 }, plan: { devices: 1 } });
    expect(answer.failures).toMatchObject([{ code: 'DRIFT', devices: ['sw1'] }]);
    await expect(setting.call(rollbackChange, { change_id: changeId, select: 'sw3' })).rejects.toMatchObject({
      code: 'EMPTY_SELECTION',
    });
  });

  it('does not trust an image that is not the one from before', async () => {
    const { setting, changeId } = await changed({ sw2: { baseHash: 'other' } });
    const answer = await setting.call(rollbackChange, { change_id: changeId });
    expect(answer.failures).toMatchObject([{ code: 'JOURNAL_CORRUPT', devices: ['sw2'] }]);
  });

  it('knows no other id', async () => {
    const { setting } = setUp();
    await expect(setting.call(rollbackChange, { change_id: 'c-1' })).rejects.toMatchObject({ code: 'UNKNOWN_PLAN' });
  });
});

describe('recovery', () => {
  it('finds nothing to do, and asks for no inventory, where no change was left', async () => {
    const { setting } = setUp();
    expect(await setting.context.changes.recover('test')).toEqual([]);
  });

  it('writes down what a dead process had not begun, and leaves what another looks at', async () => {
    const { setting } = setUp();
    const { context, changes, store } = setting;
    const planId = await planned(setting);
    await approve(setting, planId);
    const { plan, hash } = await context.changes.plan(planId);
    const change = { id: 'c-1', planId, planHash: hash, runId: null, principal: 'test', startedAt: plan.createdAt };
    expect(await changes.beginChange(change, plan.devices)).toBe(true);
    changes.die();
    await expect(setting.call(rollbackChange, { change_id: 'c-1' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      hint: expect.stringContaining('rollcall recover'),
    });
    const taken = await store.takeLease('recover:c-1', 'somebody else');
    expect(await context.changes.recover('test')).toEqual([]);
    if ('lease' in taken) await taken.lease.release();
    expect(await context.changes.recover('test')).toMatchObject([{ changeId: 'c-1', runId: null }]);
    const { devices } = await context.changes.change('c-1');
    expect(devices.map(({ state }) => state)).toEqual(['not_started', 'not_started', 'not_started']);
    expect(setting.openedForChange).toEqual([]);
    expect(await context.changes.recover('test')).toEqual([]);
  });
});
