/** What the grammar refuses and what it lets pass: a corpus of both, and mutations of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import type { PlatformDefinition } from '../../src/platforms/define.ts';
import { checkRead } from '../../src/platforms/read-grammar.ts';
import { findPlatform, platforms } from '../../src/platforms/registry.ts';

interface Family {
  readonly family: string;
  readonly platforms: readonly string[];
  readonly code: string;
  readonly commands: readonly string[];
}

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/read-grammar', name), 'utf8'));
const refused = fixture('refused.json') as readonly Family[];
const accepted = fixture('accepted.json') as Readonly<Record<string, readonly string[]>>;

const platformOf = (id: string): PlatformDefinition => {
  const platform = findPlatform(id);
  if (platform === undefined) throw new Error(`no platform ${id}`);
  return platform;
};

/** The error for a command, or the line it would send. */
function verdict(
  platform: PlatformDefinition,
  command: string,
  allowed: readonly string[] = [],
): RollcallError | string {
  try {
    return checkRead(platform, command, allowed);
  } catch (error) {
    if (error instanceof RollcallError) return error;
    throw error;
  }
}

const codeOf = (result: RollcallError | string) => (result instanceof RollcallError ? result.code : `sent: ${result}`);
const everyGood = Object.entries(accepted).flatMap(([id, commands]) =>
  commands.map((command) => ({ platform: platformOf(id), command })),
);

describe('the corpus', () => {
  it('is large enough, and covers every platform', () => {
    expect(new Set(refused.flatMap(({ commands }) => commands)).size).toBeGreaterThanOrEqual(300);
    expect(everyGood.length).toBeGreaterThanOrEqual(200);
    expect(Object.keys(accepted).sort()).toEqual(platforms.map(({ id }) => id));
    expect(new Set(refused.flatMap((family) => family.platforms)).size).toBe(platforms.length);
  });

  it.each(refused)('refuses $family', ({ platforms: ids, code, commands }) => {
    const passed = ids.flatMap((id) =>
      commands.map((command) => ({ id, command, got: codeOf(verdict(platformOf(id), command)) })),
    );
    expect(passed.filter(({ got }) => got !== code)).toEqual([]);
  });

  it.each(Object.entries(accepted))('lets the reads of %s pass unchanged', (id, commands) => {
    for (const command of commands) {
      expect(verdict(platformOf(id), command)).toBe(command.trim().replace(/ +/g, ' '));
    }
  });
});

describe('messages', () => {
  it('name the word, the platform and what is allowed, and mend a slip', () => {
    const error = verdict(platformOf('cisco_ios'), 'shwo version');
    expect(error).toMatchObject({
      code: 'POLICY_DENIED',
      message: '`shwo` is not a read-only command on Cisco IOS; nothing was sent.',
    });
    expect((error as RollcallError).hint).toMatch(
      /^Did you mean `show`\? Commands that are read here begin with: show, dir\./,
    );
  });

  it('name the filter and those there are', () => {
    const error = verdict(platformOf('juniper_junos'), 'show version | save x') as RollcallError;
    expect(error.message).toBe('`save` is not a filter that only reads on Juniper Junos; nothing was sent.');
    expect(error.hint).toContain('Filters here: match, except, find');
  });

  it('say where a strange character is, without it', () => {
    const error = verdict(platformOf('frr'), 'show\u00a0version') as RollcallError;
    expect(error.message).toBe('Character 5 of the command (U+00A0) is not printable ASCII.');
  });

  it('hold nothing but printable ASCII of the command, and not much of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...platforms), fc.string({ unit: 'binary', maxLength: 600 }), (platform, command) => {
        const result = verdict(platform, command);
        if (typeof result === 'string') return;
        expect(result.message).not.toMatch(/[^\x20-\x7e…]/);
        expect(result.message.length).toBeLessThan(250);
        expect(result.hint).not.toMatch(/[^\x20-\x7e]/);
      }),
    );
  });
});

describe('spacing', () => {
  it('is single before the filter and untouched inside it', () => {
    const platform = platformOf('cisco_ios');
    expect(checkRead(platform, '  show   ip  route  |  include  a   b  ', [])).toBe('show ip route | include  a   b');
    expect(checkRead(platform, 'show run|include ^! [LN]', [])).toBe('show run | include ^! [LN]');
    expect(checkRead(platform, 'show run | include up|down | count x', [])).toBe(
      'show run | include up|down | count x',
    );
  });
});

describe('the operator’s list', () => {
  const platform = platformOf('cisco_ios');

  it('lets exactly its commands pass, as the operator wrote them', () => {
    expect(checkRead(platform, ' show   tech-support ', ['show tech-support'])).toBe('show tech-support');
    expect(checkRead(platform, 'ping 192.0.2.1', [' ping 192.0.2.1 '])).toBe('ping 192.0.2.1');
    for (const near of [
      'show tech-support x',
      'show tech',
      'Show tech-support',
      'show tech-support | redirect flash:x',
    ]) {
      expect(codeOf(verdict(platform, near, ['show tech-support']))).toBe('POLICY_DENIED');
    }
  });

  it('lets no control character pass', () => {
    for (const command of ['reload\n', 'reload\nshow version', 're\tload']) {
      expect(codeOf(verdict(platform, command, [command]))).toBe('BAD_INPUT');
    }
  });
});

describe('mutations', () => {
  const good = fc.constantFrom(...everyGood);

  it('a character that is not printable ASCII is always refused, wherever it is put', () => {
    const strange = fc.integer({ min: 0, max: 0x10ffff }).filter((code) => code < 0x20 || code > 0x7e);
    fc.assert(
      fc.property(good, strange, fc.nat(), ({ platform, command }, code, at) => {
        const place = at % (command.length + 1);
        const changed = command.slice(0, place) + String.fromCodePoint(code) + command.slice(place);
        expect(codeOf(verdict(platform, changed))).toBe('BAD_INPUT');
      }),
      { numRuns: 2_000 },
    );
  });

  it('a sign that ends, nests or redirects is always refused, wherever it is put', () => {
    fc.assert(
      fc.property(good, fc.constantFrom(';', '`', '&', '<', '>', '?', '$(', '${x'), fc.nat(), (each, sign, at) => {
        const place = at % (each.command.length + 1);
        const changed = each.command.slice(0, place) + sign + each.command.slice(place);
        expect(codeOf(verdict(each.platform, changed))).toBe('POLICY_DENIED');
      }),
      { numRuns: 2_000 },
    );
  });

  it('a harmful filter is always refused, however it is shortened and joined', () => {
    const words = ['redirect', 'tee', 'append', 'save', 'request', 'vsh', 'sed', 'awk', 'email', 'bash', 'file'];
    const filter = fc
      .constantFrom(...words)
      .chain((word) => fc.nat(word.length - 1).map((cut) => word.slice(0, cut + 1)));
    const joint = fc.constantFrom('|', ' |', '| ', ' | ', '||', '|"', '|(');
    fc.assert(
      fc.property(
        good,
        joint,
        filter,
        fc.constantFrom('', ' x', ' flash:x', ' tftp://192.0.2.1/x'),
        (each, bar, word, rest) => {
          expect(codeOf(verdict(each.platform, `${each.command}${bar}${word}${rest}`))).toBe('POLICY_DENIED');
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('what does not begin with a verb is always refused', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9._:/-]{1,12}$/);
    fc.assert(
      fc.property(fc.constantFrom(...platforms), word, fc.array(word, { maxLength: 4 }), (platform, first, rest) => {
        const verbs = platform.reads.verbs.map(({ words }) => words[0] ?? '');
        fc.pre(!verbs.some((verb) => verb.startsWith(first.toLowerCase())));
        expect(codeOf(verdict(platform, [first, ...rest].join(' ')))).toBe('POLICY_DENIED');
      }),
      { numRuns: 2_000 },
    );
  });

  it('what is sent is one printable line that passes again unchanged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...platforms),
        fc.string({ maxLength: 60 }),
        fc.boolean(),
        (platform, text, isShow) => {
          const result = verdict(platform, isShow ? `show ${text}` : text);
          if (typeof result !== 'string') return;
          expect(result).toMatch(/^[\x20-\x7e]{1,600}$/);
          expect(verdict(platform, result)).toBe(result);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('a megabyte is refused at once', () => {
    for (const piece of ['show ', '|', ' ', 'a|', '\u00a0', 'show version | include a|']) {
      const result = verdict(platformOf('cisco_ios'), piece.repeat(1_000_000 / piece.length));
      expect(codeOf(result)).toBe('BAD_INPUT');
    }
  });
});
