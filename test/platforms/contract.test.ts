/** What every registered platform must do, run for each; a missing fixture is a failure. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModeDefinition, PlatformDefinition, Refusal } from '../../src/platforms/define.ts';
import { normaliseOutput } from '../../src/platforms/normalise.ts';
import { checkRead } from '../../src/platforms/read-grammar.ts';
import { platforms } from '../../src/platforms/registry.ts';
import { loadDevices, loadLines, loadPrompts } from './platform-fixtures.ts';

/** Lines that Rollcall itself types although `checkRead` refuses them, each with the reason. */
const EXEMPT: readonly { readonly test: RegExp; readonly reason: string }[] = [
  { test: /^terminal (?:length|width) \d+$/, reason: 'changes this terminal only' },
  { test: /^no terminal paginate$/, reason: 'changes this terminal only' },
  { test: /^terminal exec prompt no-timestamp$/, reason: 'changes this terminal only' },
  { test: /^screen-(?:length|width) \d+$/, reason: 'controller mode: changes this terminal only' },
  { test: /^set cli [a-z-]+ [a-z0-9]+$/, reason: 'changes this session of the command line only' },
  { test: /^exit$/, reason: 'leaves' },
];

const isPrompt = (mode: ModeDefinition, line: string) =>
  mode.prompt.test(line) && !(mode.not?.some((pattern) => pattern.test(line)) ?? false);

const refusalOf = (platform: PlatformDefinition, line: string): Refusal | undefined =>
  platform.refusals.find(({ pattern }) => pattern.test(line));

function reachable(platform: PlatformDefinition, from: string): Set<string> {
  const seen = new Set([from]);
  for (const mode of seen) for (const way of platform.modes[mode]?.ways ?? []) seen.add(way.to);
  return seen;
}

describe.each(platforms.map((platform) => ({ id: platform.id, platform })))('$id', ({ platform }) => {
  const prompts = loadPrompts(platform);
  const lines = loadLines(platform);
  const devices = loadDevices(platform);
  const modes = Object.entries(platform.modes);

  it('reaches its read mode from every mode', () => {
    expect(modes.map(([name]) => name)).toContain(platform.readMode);
    for (const [name, mode] of modes) {
      expect(reachable(platform, name), name).toContain(platform.readMode);
      for (const way of mode.ways) expect(Object.keys(platform.modes), `${name}: ${way.send}`).toContain(way.to);
    }
  });

  it('has prompt fixtures for exactly its modes', () => {
    expect(Object.keys(prompts).sort()).toEqual(modes.map(([name]) => name).sort());
    for (const [name, { match, not }] of Object.entries(prompts)) {
      expect(Object.keys(match).length, `${name}: match`).toBeGreaterThan(0);
      expect(not.length, `${name}: not`).toBeGreaterThan(0);
    }
  });

  it('knows each prompt, and the name in it', () => {
    for (const [name, mode] of modes) {
      for (const [line, host] of Object.entries(prompts[name]?.match ?? {})) {
        expect(isPrompt(mode, line), `${name}: ${line}`).toBe(true);
        expect(mode.prompt.exec(line)?.groups?.['host'] ?? null, `${name}: ${line}`).toBe(host);
      }
      for (const line of prompts[name]?.not ?? []) expect(isPrompt(mode, line), `${name} takes ${line}`).toBe(false);
    }
  });

  it('takes no mode’s prompt for another’s', () => {
    for (const [name, mode] of modes) {
      for (const [other, { match }] of Object.entries(prompts)) {
        if (other === name) continue;
        for (const line of Object.keys(match)) expect(isPrompt(mode, line), `${name} takes ${line}`).toBe(false);
      }
    }
  });

  it('anchors its prompts and pagers to the whole line', () => {
    const patterns = [...modes.map(([, mode]) => mode.prompt), ...platform.pager.map(({ pattern }) => pattern)];
    for (const { source, flags } of [...patterns, ...platform.interstitials.map(({ pattern }) => pattern)]) {
      expect(source).toMatch(/^\^.*\$$/);
      expect(flags).not.toMatch(/[gmy]/);
    }
  });

  it('refuses each refusal, and no benign line', () => {
    for (const [line, code] of Object.entries(lines.refused)) {
      expect(refusalOf(platform, line)?.code, line).toBe(code);
    }
    for (const line of lines.benign) expect(refusalOf(platform, line)?.pattern, line).toBeUndefined();
    for (const device of devices) {
      for (const [command, answer] of Object.entries(device.answers)) {
        if (/^% Invalid/.test(answer)) continue;
        for (const line of answer.split('\n'))
          expect(refusalOf(platform, line)?.pattern, `${command}: ${line}`).toBeUndefined();
      }
    }
    for (const { pattern, code } of platform.refusals) {
      expect(pattern.flags).not.toMatch(/[gmy]/);
      // The busy lines are shared; the fixtures of cisco_ios have all of them.
      if (code === 'DEVICE_BUSY' && platform.id !== 'cisco_ios') continue;
      expect(
        Object.keys(lines.refused).some((line) => pattern.test(line)),
        `a line for ${pattern}`,
      ).toBe(true);
    }
  });

  it('knows its pager, its screens before the prompt, and lines out of turn', () => {
    const pagerAnswer = (line: string) => platform.pager.find(({ pattern }) => pattern.test(line))?.answer;
    for (const [line, answer] of Object.entries(lines.pager)) expect(pagerAnswer(line), line).toBe(answer);
    for (const line of lines.notPager) expect(pagerAnswer(line), line).toBeUndefined();
    for (const [line, answer] of Object.entries(lines.interstitials)) {
      const screen = platform.interstitials.find(({ pattern }) => pattern.test(line));
      expect(screen, line).toBeDefined();
      expect(screen?.answer ?? null, line).toBe(answer);
    }
    const isAsync = (line: string) => platform.asyncLines.some((pattern) => pattern.test(line));
    for (const line of lines.async) expect(isAsync(line), line).toBe(true);
    for (const line of lines.notAsync) expect(isAsync(line), line).toBe(false);
  });

  it('takes no prompt for a pager, a question, a refusal or a line out of turn', () => {
    for (const line of Object.values(prompts).flatMap(({ match }) => Object.keys(match))) {
      expect(refusalOf(platform, line), line).toBeUndefined();
      for (const { pattern } of [...platform.pager, ...platform.interstitials])
        expect(pattern.test(line), line).toBe(false);
      for (const pattern of platform.asyncLines) expect(pattern.test(line), line).toBe(false);
    }
  });

  it('reads the facts of each recorded device', () => {
    expect(devices.length).toBeGreaterThan(0);
    for (const device of devices) {
      expect(device.origin, device.name).toMatch(/^# (?:real|written); .+; \d{4}-\d\d-\d\d; .+$/);
      expect(Object.keys(device.answers), device.name).toEqual([...platform.facts.commands]);
      const { answers } = device;
      const accepted = Object.entries(answers).filter(([, text]) => refusalOf(platform, text) === undefined);
      expect(platform.facts.read(Object.fromEntries(accepted)), device.name).toEqual(device.facts);
    }
  });

  it('reads facts from anything without a throw, and gives only what it found', () => {
    expect(platform.facts.read({})).toEqual({});
    const whole = devices.flatMap(({ answers }) => Object.values(answers));
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .tuple(fc.constantFrom(...whole), fc.nat(), fc.nat())
        .map(([text, from, to]) => text.slice(from % text.length, to)),
    );
    const answers = fc.record(Object.fromEntries(platform.facts.commands.map((command) => [command, piece])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(answers, (texts) => {
        for (const value of Object.values(platform.facts.read(texts as Record<string, string>))) {
          expect([undefined, null, '', Number.NaN]).not.toContain(value);
        }
      }),
    );
  });

  it('types nothing but reads, except what a row excuses', () => {
    const { open, close, facts, config } = platform;
    const reads = [...facts.commands, config.read, ...(config.saved?.commands ?? [])];
    const typed = [...open.flatMap(({ send }) => send), ...close, ...reads];
    for (const line of typed) {
      if (EXEMPT.some(({ test }) => test.test(line))) continue;
      expect(checkRead(platform, line, [])).toBe(line);
    }
    expect(facts.commands.length).toBeLessThanOrEqual(3);
  });

  it('narrows only verbs it has, and needs no narrowing verb to allow anything', () => {
    const single = platform.reads.verbs.filter(({ words }) => words.length === 1).map(({ words }) => words[0]);
    for (const { words } of platform.reads.verbs) expect(single).toContain(words[0]);
  });

  it('normalises its recorded answers once and for all', () => {
    for (const { answers } of devices) {
      for (const [command, answer] of Object.entries(answers)) {
        const once = normaliseOutput(platform, command, 'r1', answer);
        expect(normaliseOutput(platform, command, 'r1', once)).toBe(once);
      }
    }
  });
});
