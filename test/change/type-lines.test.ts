/** How lines and steps are typed: one after the prompt of the other, and not on when something is not as it should be. */
import { describe, expect, test } from 'vitest';
import type { PlannedLine } from '../../src/change/plan.ts';
import { takeStep, takeSteps, typeLines } from '../../src/change/type-lines.ts';
import type { ErrorCode } from '../../src/core/errors.ts';
import type { ChangeSession, TypedAnswer, TypeOptions } from '../../src/core/session.ts';
import { ciscoIosxr } from '../../src/platforms/cisco-iosxr.ts';
import type { ChangeDialect, ChangeStep } from '../../src/platforms/define.ts';
import { frr } from '../../src/platforms/frr.ts';
import { juniperJunos } from '../../src/platforms/juniper-junos.ts';
import { answerOf, fakeSession } from '../support/fake-fleet.ts';

const TOP = 'r1(config)#';
const WORDS = { name: 'rollcall-7f3a9c', minutes: 65, comment: 'c' };
const [indented] = frr.change as readonly [ChangeDialect];
const [flat] = juniperJunos.change as readonly [ChangeDialect];
const [xr] = ciscoIosxr.change as readonly [ChangeDialect];

interface Said {
  readonly output?: string;
  readonly mode?: string;
  readonly prompt?: string;
  /** What the platform's own refusals made of it. */
  readonly error?: ErrorCode;
  readonly detail?: string;
}

/** A session that answers by a script and keeps what was typed. */
function scripted(answer: (line: string) => Said) {
  const typed: string[] = [];
  const options: TypeOptions[] = [];
  const session: ChangeSession = {
    ...fakeSession(),
    type: async (line, given): Promise<TypedAnswer> => {
      typed.push([line, ...(given.verbatim ?? [])].join('\n'));
      options.push(given);
      const { output = '', mode = 'config', prompt = TOP, error, detail = null } = answer(line);
      const failure = error && { code: error, phase: 'command' as const, message: 'no', hint: '', detail };
      return { ...answerOf(line, output), error: failure ?? null, mode, prompt };
    },
  };
  return { session, typed, options };
}

/** A device of blocks: what opens one shows it in the prompt, `exit` leaves it. */
function nested(overrides: Readonly<Record<string, Said>> = {}) {
  const path: string[] = [];
  const modes: Readonly<Record<string, string>> = { interface: 'if', router: 'router', address: 'router-af' };
  return scripted((line) => {
    const [word = ''] = line.split(/[ -]/);
    const mode = modes[word];
    if (line === 'exit') path.pop();
    else if (mode !== undefined) path.splice(word === 'address' ? 1 : 0, path.length, mode);
    return { prompt: `r1(config${path.length === 0 ? '' : `-${path.at(-1)}`})#`, ...overrides[line] };
  });
}

const line = (text: string, depth = 0, verbatim: readonly string[] = []): PlannedLine => ({ text, depth, verbatim });

describe('lines in blocks', () => {
  test('each stands in its block: left one by one, opened anew', async () => {
    const { session, typed } = nested();
    const result = await typeLines(
      session,
      indented,
      [
        line('router bgp 1'),
        line('bgp router-id 1.1.1.1', 1),
        line('address-family ipv4', 1),
        line('network 10.0.0.0/8', 2),
        line('neighbor 10.0.0.2 remote-as 2', 1),
        line('interface a'),
        line('shutdown', 1),
        line('interface b'),
        line('shutdown', 1),
        line('ip route 10.0.0.0/8 10.0.0.1'),
      ],
      TOP,
    );
    expect(result).toEqual({ refused: null, remarks: [] });
    expect(typed).toEqual([
      'router bgp 1',
      'bgp router-id 1.1.1.1',
      'address-family ipv4',
      'network 10.0.0.0/8',
      'exit',
      'neighbor 10.0.0.2 remote-as 2',
      'exit',
      'interface a',
      'shutdown',
      'exit',
      'interface b',
      'shutdown',
      'exit',
      'ip route 10.0.0.0/8 10.0.0.1',
    ]);
  });

  test('a block without lines is left as well', async () => {
    const { session, typed } = nested();
    await typeLines(session, indented, [line('interface a'), line('ip route 0.0.0.0/0 10.0.0.1')], TOP);
    expect(typed).toEqual(['interface a', 'exit', 'ip route 0.0.0.0/0 10.0.0.1']);
  });

  test.each([
    [
      'a header that opens nothing',
      [line('interface a'), line('shutdown', 1)],
      { 'interface a': { prompt: TOP } },
      1,
      0,
    ],
    [
      'a line that falls out',
      [line('interface a'), line('shutdown', 1), line('mtu 9000', 1)],
      { shutdown: { prompt: TOP } },
      2,
      0,
    ],
    ['an exit that leaves nothing', [line('interface a'), line('ip x')], { exit: { prompt: 'r1(config-if)#' } }, 2, 8],
    [
      'an exit that leaves too much',
      [line('router bgp 1'), line('address-family x', 1), line('a', 2), line('b', 1)],
      { exit: { prompt: TOP } },
      4,
      1,
    ],
  ])('%s ends it', async (_name, lines, overrides, at, exits) => {
    const { session, typed } = nested(overrides as Readonly<Record<string, Said>>);
    const { refused } = await typeLines(session, indented, lines, TOP);
    expect(refused).toMatchObject({ line: at, failure: { code: 'PARTIAL_APPLY' } });
    expect(typed.filter((each) => each !== 'exit').length).toBeLessThanOrEqual(at);
    // Never one at the top: it would leave configuration.
    expect(typed.filter((each) => each === 'exit').length).toBe(exits);
  });

  test('where lines do not nest the prompt says nothing, and nothing is left', async () => {
    const { session, typed } = scripted(() => ({ prompt: 'me@edge-1#' }));
    await typeLines(session, flat, [line('set a'), line('set b')], 'me@edge-1#');
    expect(typed).toEqual(['set a', 'set b']);
  });
});

describe('what the device says to a line', () => {
  test.each([
    ['the platform’s refusal', { error: 'CMD_REJECTED', detail: '% Invalid input' }, 'CMD_REJECTED'],
    ['the dialect’s, further down', { output: 'thinking\n  % Malformed address\n' }, 'CMD_REJECTED'],
    ['the dialect’s before the platform’s', { output: 'locked by other VTY', error: 'CMD_REJECTED' }, 'CONFIG_LOCKED'],
  ] as const)('%s ends it there', async (_name, said, code) => {
    const { session, typed } = scripted((text) => (text === 'b' ? said : {}));
    const { refused } = await typeLines(session, indented, [line('a'), line('b'), line('c')], TOP);
    expect(refused).toMatchObject({ line: 2, failure: { code } });
    expect(typed).toEqual(['a', 'b']);
  });

  test('a remark is kept with its line, five at most', async () => {
    const { session } = scripted(() => ({ output: '% Warning: mind this\nand this' }));
    const { refused, remarks } = await typeLines(
      session,
      indented,
      Array.from({ length: 9 }, () => line('a')),
      TOP,
    );
    expect(refused).toBeNull();
    expect(remarks).toHaveLength(5);
    expect(remarks[1]).toBe('line 2: % Warning: mind this and this');
  });

  test('a text typed in one piece is not read as an answer when it is shown again', async () => {
    const body = ['% Malformed day', '  % Unknown command', '#'];
    const echoed = `Enter TEXT message.  End with the character '#'.\n${body.join('\n')}`;
    const { session, typed } = scripted(() => ({ output: echoed, error: 'CMD_REJECTED', detail: '% Unknown command' }));
    const result = await typeLines(session, indented, [line('banner motd #', 0, body)], TOP);
    expect(result).toEqual({ refused: null, remarks: [] });
    expect(typed).toEqual([`banner motd #\n${body.join('\n')}`]);
    const refusing = scripted(() => ({
      output: `${echoed}\n% Too long`,
      error: 'CMD_REJECTED',
      detail: '% Unknown command',
    }));
    expect((await typeLines(refusing.session, indented, [line('banner motd #', 0, body)], TOP)).refused?.line).toBe(1);
  });

  test('a name is followed where it takes effect at once, and only by its own line', async () => {
    const { session, options } = scripted(() => ({}));
    await typeLines(session, indented, [line('hostname r9'), line('log syslog')], TOP);
    expect(options.map(({ renamesTo }) => renamesTo)).toEqual(['r9', undefined]);
    const candidate = scripted(() => ({ prompt: '' }));
    await typeLines(candidate.session, flat, [line('set system host-name r9')], '');
    expect(candidate.options[0]?.renamesTo).toBeUndefined();
  });
});

describe('a block that is written as a whole', () => {
  const POLICY = line('route-policy A', 0, ['  set med 10', '  pass', 'end-policy']);
  const inside = (text: string): Said => ({ prompt: text === 'end-policy' ? TOP : 'r1(config-rpl)#' });

  test('is typed line by line, for each has its prompt', async () => {
    const { session, typed } = scripted((text) => (text.startsWith('router') ? { prompt: TOP } : inside(text)));
    const { refused } = await typeLines(session, xr, [POLICY, line('router static')], TOP);
    expect(refused).toBeNull();
    expect(typed).toEqual(['route-policy A', '  set med 10', '  pass', 'end-policy', 'router static']);
  });

  test.each([
    ['route-policy A', ['route-policy A']],
    ['  set med 10', ['route-policy A', '  set med 10', 'end-policy']],
    ['end-policy', ['route-policy A', '  set med 10', '  pass', 'end-policy']],
  ])('refused at "%s" it is left, and nothing else typed', async (at, expected) => {
    const { session, typed } = scripted((text) => ({ ...inside(text), ...(text === at && { output: '% Failed' }) }));
    const { refused } = await typeLines(session, xr, [POLICY, line('router static')], TOP);
    expect(refused).toMatchObject({ line: 1, failure: { code: 'CMD_REJECTED' } });
    expect(typed).toEqual(expected);
  });
});

describe('a step', () => {
  const step = (extra: Partial<ChangeStep> = {}): ChangeStep => ({
    send: 'go',
    expect: ['config', 'privileged'],
    ...extra,
  });

  test('is filled in with the change’s words', async () => {
    const { session, typed } = scripted(() => ({}));
    await takeStep(session, step({ send: '{name} {minutes} {seconds} {clock} "{comment}" {else}' }), WORDS);
    expect(typed).toEqual(['rollcall-7f3a9c 65 3900 01:05:00 "c" {else}']);
  });

  test.each([
    ['leads where it should', {}, step(), null],
    ['stays where it was without a word', { mode: 'privileged' }, step(), 'COMMIT_REJECTED'],
    [
      'is refused in its own words before the platform’s',
      { output: 'error: locked', error: 'CMD_REJECTED' },
      step({ refusals: [{ pattern: /^error: locked/, code: 'CONFIG_LOCKED' }] }),
      'CONFIG_LOCKED',
    ],
    ['is refused in the platform’s words', { error: 'CMD_UNAUTHORIZED' }, step(), 'CMD_UNAUTHORIZED'],
    ['does not say that it was done', { output: 'well' }, step({ confirmedBy: /^done/m }), 'COMMIT_REJECTED'],
    ['says that it was done', { output: 'well\ndone' }, step({ confirmedBy: /^done/m }), null],
  ] as const)('that %s', async (_name, said, taken, code) => {
    const { session } = scripted(() => said);
    const { refused } = await takeStep(session, taken, WORDS);
    expect(refused?.failure.code ?? null).toBe(code);
    expect(refused?.line ?? null).toBeNull();
  });

  test('that is refused is the last', async () => {
    const { session, typed } = scripted((text) => (text === 'b' ? { error: 'CMD_REJECTED' } : {}));
    const steps = ['a', 'b', 'c'].map((send) => step({ send }));
    expect((await takeSteps(session, steps, WORDS, 'new'))?.failure.code).toBe('CMD_REJECTED');
    expect(typed).toEqual(['a', 'b']);
  });

  test('passes on its questions, its time and a new name', async () => {
    const { session, options } = scripted(() => ({}));
    const dialogs = [{ pattern: /^sure\?$/, answer: 'y' }];
    await takeSteps(session, [step({ dialogs, timeoutMs: 7 })], WORDS, 'new');
    expect(options[0]).toEqual({ expect: ['config', 'privileged'], dialogs, timeoutMs: 7, renamesTo: 'new' });
  });
});
