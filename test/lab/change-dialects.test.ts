/** What each platform's ceremony of change sends is understood by its simulated device, and answered as it expects. */
import { describe, expect, test } from 'vitest';
import type { ChangeDialect, ChangeStep, PlatformDefinition } from '../../src/platforms/define.ts';
import { platforms } from '../../src/platforms/registry.ts';
import { type Powered, power, type Typist } from './powered.ts';

const LINE: Readonly<Record<string, string>> = {
  juniper_junos: 'set system ntp server 10.9.9.9',
  cisco_iosxr: 'domain name neu.example.net',
  frr: 'ip route 10.9.9.0/24 10.0.0.1',
};

const WORDS: Readonly<Record<string, string>> = {
  name: 'rollcall-7f3a',
  minutes: '5',
  seconds: '300',
  clock: '00:05:00',
  comment: 'rollcall c-1',
};

interface Walk {
  readonly platform: PlatformDefinition;
  readonly dialect: ChangeDialect;
}

const walks: readonly Walk[] = platforms.flatMap((platform) =>
  platform.change.map((dialect) => ({ platform, dialect })),
);

/** A device that has what the dialect needs. */
function ready({ platform, dialect }: Walk): Powered {
  for (let seed = 1; seed < 50; seed++) {
    const device = power(platform.id, { seed });
    const { needs } = dialect;
    if (needs === undefined || needs.isThere(device.login().type(needs.command))) return device;
  }
  throw new Error('no seed gives such a device');
}

/** Types each step, answers its questions, and finds it as the step says. */
function take(shell: Typist, { platform, dialect }: Walk, steps: readonly ChangeStep[]): void {
  for (const step of steps) {
    const line = step.send.replace(/\{(\w+)\}/g, (_, key: string) => WORDS[key] ?? `{${key}}`);
    expect(line).not.toContain('{');
    let answer = shell.type(line);
    for (let asked = 0; asked < 3; asked++) {
      const last = answer.slice(answer.lastIndexOf('\n') + 1);
      const dialog = [...(step.dialogs ?? []), ...(dialect.dialogs ?? [])].find(({ pattern }) => pattern.test(last));
      if (dialog === undefined) break;
      answer += `\n${shell.type(dialog.answer)}`;
    }
    for (const { pattern } of step.refusals ?? []) {
      expect(
        answer.split('\n').filter((one) => pattern.test(one)),
        line,
      ).toEqual([]);
    }
    if (step.confirmedBy !== undefined) expect(answer, line).toMatch(step.confirmedBy);
    const prompt = answer.slice(answer.lastIndexOf('\n') + 1);
    const modes = step.expect.filter((mode) => platform.modes[mode]?.prompt.test(prompt));
    expect(modes, `${line} -> ${prompt}`).toContain(step.expect[0]);
  }
}

test('there are dialects to walk', () => {
  expect(walks.length).toBeGreaterThan(5);
});

describe.each(walks.map((walk) => [walk.platform.id, walk.dialect.id, walk] as const))('%s: %s', (id, _, walk) => {
  const { dialect } = walk;
  const line = LINE[id] ?? 'ntp server 10.9.9.9';

  /** A device with the line typed under the dialect's care, not yet effective where there is a candidate. */
  function typed(): { readonly device: Powered; readonly shell: Typist; readonly before: string } {
    const device = ready(walk);
    const before = device.hash();
    const shell = device.login();
    for (const { command, problem } of dialect.prechecks) expect(problem(shell.type(command))).toBeNull();
    take(shell, walk, dialect.open);
    shell.type(line);
    return { device, shell, before };
  }

  test('opens, commits, is seen pending, confirms from another login, and saves', async () => {
    const { device, shell, before } = typed();
    if (dialect.effect === 'commit') expect(device.hash()).toBe(before);
    take(shell, walk, dialect.diff === null ? dialect.commit : [dialect.diff, ...dialect.commit]);
    shell.cli.hangUp();
    const changed = device.hash();
    expect(changed).not.toBe(before);
    expect(device.machine.pendingRevertMs).toBe(dialect.timer === null ? null : 300_000);
    const other = device.login();
    const isPending = () => dialect.pending?.isPending(other.type(dialect.pending.command));
    if (dialect.pending !== null) expect(isPending()).toBe(true);
    take(other, walk, dialect.confirm);
    if (dialect.pending !== null) expect(isPending()).toBe(false);
    take(other, walk, dialect.save);
    await device.clock.advance(600_000);
    device.machine.reboot(0);
    expect(device.hash()).toBe(changed);
  });

  test('goes back by its timer when nobody confirms', async () => {
    if (dialect.timer === null) return;
    const { device, shell, before } = typed();
    take(shell, walk, dialect.commit);
    shell.cli.hangUp();
    await device.clock.advance(300_000);
    expect(device.hash()).toBe(before);
  });

  test('abandons what was typed, and undoes what was committed', () => {
    const given = typed();
    if (dialect.effect === 'commit' || dialect.undo.length > 0) {
      take(given.shell, walk, dialect.abandon);
      expect(given.device.hash()).toBe(given.before);
    }
    if (dialect.undo.length === 0) return;
    const { device, shell, before } = typed();
    take(shell, walk, dialect.commit);
    shell.cli.hangUp();
    take(device.login(), walk, dialect.undo);
    expect(device.hash()).toBe(before);
    expect(device.machine.pendingRevertMs).toBeNull();
  });
});
