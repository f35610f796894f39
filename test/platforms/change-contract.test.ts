/** What every platform that Rollcall changes must say of how, run for each; a missing fixture is a failure. */
import { describe, expect, it } from 'vitest';
import type { ChangeDialect, ChangeStep, PlatformDefinition } from '../../src/platforms/define.ts';
import { checkRead } from '../../src/platforms/read-grammar.ts';
import { platforms } from '../../src/platforms/registry.ts';
import { loadChange } from './platform-fixtures.ts';

type Refusals = ChangeDialect['refusals'];

/** Platforms that Rollcall does not change, each with the reason. */
const UNCHANGED: Readonly<Record<string, string>> = { linux: 'a host is changed by its own tools' };

const dialects = platforms.flatMap((platform) =>
  platform.change.map((dialect) => ({ name: `${platform.id} ${dialect.id}`, platform, dialect })),
);

/** The ceremony's ways through the modes: where each begins, its steps, where it must end. */
function waysOf({ readMode }: PlatformDefinition, dialect: ChangeDialect) {
  const { open, diff, commit, abandon, confirm, undo, save, mode } = dialect;
  return [
    { name: 'open', from: readMode, steps: open, to: mode },
    { name: 'diff', from: mode, steps: diff === null ? [] : [diff], to: mode },
    { name: 'commit', from: mode, steps: commit, to: readMode },
    { name: 'abandon', from: mode, steps: abandon, to: readMode },
    { name: 'confirm', from: readMode, steps: confirm, to: readMode },
    { name: 'undo', from: readMode, steps: undo, to: readMode },
    { name: 'save', from: readMode, steps: save, to: readMode },
  ];
}

const stepsOf = (platform: PlatformDefinition, dialect: ChangeDialect): readonly ChangeStep[] =>
  waysOf(platform, dialect).flatMap(({ steps }) => steps);

const codeOf = (refusals: Refusals, line: string) => refusals.find(({ pattern }) => pattern.test(line))?.code;

it('looks at every platform, and says why one is not changed', () => {
  const unchanged = platforms.filter(({ change }) => change.length === 0).map(({ id }) => id);
  expect(unchanged).toEqual(Object.keys(UNCHANGED));
  expect(dialects.length).toBeGreaterThanOrEqual(8);
});

describe.each(dialects)('$name', ({ platform, dialect }) => {
  const fixture = loadChange(platform);
  const steps = stepsOf(platform, dialect);

  it('is the only one of its id, and one that heals comes before one that does not', () => {
    expect(platform.change.filter(({ id }) => id === dialect.id)).toEqual([dialect]);
    const healing = platform.change.map(({ timer }) => timer !== null);
    expect(healing).toEqual(healing.toSorted((a, b) => Number(b) - Number(a)));
  });

  it('can be gone from one end to the other', () => {
    for (const { name, from, steps: way, to } of waysOf(platform, dialect)) {
      let mode = from;
      for (const { send, expect: modes } of way) {
        for (const each of modes) expect(Object.keys(platform.modes), `${name}: ${send}`).toContain(each);
        // A refusal leaves the session where it was.
        for (const left of modes.slice(1)) expect([mode, dialect.mode], `${name}: ${send}`).toContain(left);
        mode = modes[0];
      }
      if (way.length > 0) expect(mode, name).toBe(to);
    }
    expect(dialect.open.length).toBeGreaterThan(0);
    expect(dialect.commit.length).toBeGreaterThan(0);
    expect(dialect.abandon.length).toBeGreaterThan(0);
  });

  it('keeps what can undo together with what confirms', () => {
    if (dialect.timer === null) return;
    expect(dialect.timer.leastMinutes).toBeGreaterThanOrEqual(1);
    expect(dialect.timer.mostMinutes).toBeGreaterThanOrEqual(dialect.timer.leastMinutes);
    expect(dialect.confirm.length).toBeGreaterThan(0);
    expect(dialect.undo.length).toBeGreaterThan(0);
    const arms = [...dialect.open, ...dialect.commit].some(({ send }) => /\{(?:minutes|seconds|clock)\}/.test(send));
    expect(arms, 'some line arms the timer').toBe(true);
  });

  it('fills in only words that there are', () => {
    for (const { send } of steps) {
      expect(send.replace(/\{(?:name|minutes|seconds|clock|comment)\}/g, '')).not.toMatch(/[{}]/);
    }
  });

  it('asks only what is a read', () => {
    const asked = [
      dialect.needs?.command,
      dialect.pending?.command,
      ...dialect.prechecks.map(({ command }) => command),
    ];
    for (const command of asked) {
      if (command !== undefined) expect(checkRead(platform, command, [])).toBe(command);
    }
  });

  it('takes nothing strange for a problem, and throws at nothing', () => {
    for (const text of ['', '% Invalid input', '0\n1\n', '\u0000'.repeat(5), '-'.repeat(10_000), '{}']) {
      for (const { problem } of dialect.prechecks) expect(problem(text), text.slice(0, 20)).toBeNull();
      expect(dialect.pending?.isPending(text) ?? false, text.slice(0, 20)).toBe(false);
      expect(dialect.needs?.isThere(text) ?? false, text.slice(0, 20)).toBe(false);
    }
    expect(dialect.needs?.isThere(undefined) ?? false).toBe(false);
  });

  it('anchors its patterns', () => {
    const refusals = [...dialect.refusals, ...steps.flatMap((step) => step.refusals ?? [])];
    for (const { pattern } of refusals) expect(pattern.source).toMatch(/^\^/);
    const dialogs = [...(dialect.dialogs ?? []), ...steps.flatMap((step) => step.dialogs ?? [])];
    for (const { pattern } of dialogs) expect(pattern.source).toMatch(/^\^.*\$$/);
    for (const { flags } of [...refusals, ...dialogs].map(({ pattern }) => pattern)) expect(flags).not.toMatch(/[gmy]/);
    for (const { confirmedBy } of steps) expect(confirmedBy?.flags ?? '').not.toMatch(/[gy]/);
  });

  it('refuses each refusal, and no remark', () => {
    const all: Refusals = [...dialect.refusals, ...platform.refusals];
    for (const [line, code] of Object.entries(fixture.refused)) expect(codeOf(all, line), line).toBe(code);
    for (const line of fixture.remarks) expect(codeOf(all, line), line).toBeUndefined();
    for (const { pattern } of dialect.refusals) {
      expect(
        Object.keys(fixture.refused).some((line) => pattern.test(line)),
        `a line for ${pattern}`,
      ).toBe(true);
    }
  });

  it('knows the no of each step, and takes no yes for one', () => {
    const refusals = steps.flatMap((step) => step.refusals ?? []);
    for (const { pattern, code } of refusals) {
      const lines = Object.keys(fixture.steps).filter((line) => pattern.test(line));
      expect(lines.length, `a line for ${pattern}, ${code}`).toBeGreaterThan(0);
    }
    for (const line of fixture.fine) expect(codeOf([...refusals, ...platform.refusals], line), line).toBeUndefined();
    for (const { send, confirmedBy } of steps) {
      if (confirmedBy === undefined || send.startsWith('do ')) continue;
      expect(
        fixture.fine.some((line) => confirmedBy.test(line)),
        `a line that says ${send} is done`,
      ).toBe(true);
      for (const line of Object.keys(fixture.steps)) expect(confirmedBy.test(line), line).toBe(false);
    }
  });

  it('knows each code a step is refused with', () => {
    const codes = platform.change.flatMap((each) => stepsOf(platform, each)).flatMap((step) => step.refusals ?? []);
    for (const [line, code] of Object.entries(fixture.steps)) {
      expect(
        codes.filter(({ pattern }) => pattern.test(line)).map((one) => one.code),
        line,
      ).toContain(code);
    }
  });

  it('knows a line that gives the device another name', () => {
    for (const [line, name] of Object.entries(fixture.renames)) {
      expect(dialect.renames.exec(line)?.[1] ?? null, line).toBe(name);
    }
    expect(Object.values(fixture.renames).some((name) => name !== null)).toBe(true);
  });
});
