import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPublicText } from '../../src/configtext/public-text.ts';
import { ERROR_CODES } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';
import { BENIGN_LINES } from './benign-lines.ts';
import { type PlantedLine, plantedLines } from './planted-secrets.ts';

const publicText = createPublicText({ key: 'test', held: () => [] });
const TAG = /<secret:[0-9a-f]{6}>/;

/** Any six characters in a row of a secret are a leak. */
function leakOf(shown: string, secrets: readonly string[]): string | null {
  for (const secret of secrets) {
    for (let at = 0; at + 6 <= secret.length; at++) {
      const part = secret.slice(at, at + 6);
      if (shown.includes(part)) return part;
    }
  }
  return null;
}

/** `line` indented so far that column 80 falls on `at`, and cut there as a terminal does. */
function wrapped(line: string, at: number): string {
  return `${' '.repeat((((80 - at) % 80) + 80) % 80)}${line}`.replace(/(.{80})(?=.)/g, '$1\n');
}

const middle = ({ line, secrets: [first = ''] }: PlantedLine): number =>
  line.indexOf(first) + Math.floor(first.length / 2);
const json = (line: string): string => JSON.stringify({ output: `interface Ethernet1\n${line}\n\tend` });

const WAYS: Readonly<Record<string, (planted: PlantedLine) => string>> = {
  'as it is': ({ line }) => line,
  'in a diff, added': ({ line }) => `@@ -1 +1 @@\n+${line}`,
  'in a diff, removed': ({ line }) => `-${line}`,
  'in a diff, unchanged': ({ line }) => ` ${line}`,
  'with Windows line ends': ({ line }) => `hostname a\r\n${line}\r\nend\r\n`,
  'in JSON': ({ line }) => json(line),
  'in indented JSON': ({ line }) => JSON.stringify(JSON.parse(json(line)), null, 2),
  'in JSON within JSON': ({ line }) => JSON.stringify({ text: json(line) }),
  'in a JSON list': ({ line }) => JSON.stringify(['hostname a', line, 'end']),
  'after a syslog stamp': ({ line }) => `Nov 23 10:15:02.123 UTC: ${line}`,
  'after an ISO stamp': ({ line }) => `2026-11-23T10:15:02Z ${line}`,
  'after a short stamp': ({ line }) => `[10:15:02] ${line}`,
  'after a prompt': ({ line }) => `sw1(config-line)#${line}`,
  'with colours': ({ line }) => `\u001b[1m${line}\u001b[0m`,
  'wrapped in the secret': (planted) => wrapped(planted.line, middle(planted)),
  'wrapped before the secret': (planted) => wrapped(planted.line, planted.line.indexOf(planted.secrets[0] ?? '') - 3),
  'wrapped and in a diff': (planted) => wrapped(planted.line, middle(planted)).replace(/^/gm, '+'),
};

describe('planted secrets', () => {
  const planted = plantedLines(7);

  it('are many, and each is its own', () => {
    const secrets = planted.flatMap((line) => line.secrets);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(secrets.length).toBeGreaterThan(400);
    expect(planted.filter((line) => leakOf(line.line, line.secrets) === null && line.secrets.length > 0)).toEqual([]);
  });

  it.each(Object.entries(WAYS))('do not leave %s', (_, write) => {
    const leaks = planted.flatMap((line) => {
      const shown = publicText(`hostname a\n${write(line)}\nend\n`);
      const leak = leakOf(shown, line.secrets);
      return leak === null ? [] : [`${line.platform}: ${line.line} shows ${leak} in ${shown}`];
    });
    expect(leaks).toEqual([]);
  });

  it.each(Object.entries(WAYS))('are redacted once and for all %s', (_, write) => {
    for (const line of planted) {
      const shown = publicText(write(line));
      expect(publicText(shown)).toBe(shown);
    }
  });

  it('do not leave when all stand in one text', () => {
    const shown = publicText(planted.map((line) => line.line).join('\n'));
    expect(planted.filter((line) => leakOf(shown, line.secrets) !== null)).toEqual([]);
  });
});

describe('benign lines', () => {
  it('are left alone, all but one in a hundred', () => {
    expect(BENIGN_LINES.length).toBeGreaterThanOrEqual(300);
    const altered = BENIGN_LINES.filter((line) => publicText(line) !== line);
    expect(altered.length, altered.join('\n')).toBeLessThanOrEqual(BENIGN_LINES.length / 100);
  });

  it('are left alone together', () => {
    const text = BENIGN_LINES.join('\n');
    const shown = publicText(text).split('\n');
    expect(BENIGN_LINES.filter((line, index) => shown[index] !== line).length).toBeLessThanOrEqual(3);
    expect(shown.length).toBe(BENIGN_LINES.length);
  });

  it('our own hints are left alone', () => {
    for (const { hint } of Object.values(ERROR_CODES)) expect(publicText(hint)).toBe(hint);
  });
});

describe('tags', () => {
  const tagOf = (text: string): string | undefined => TAG.exec(publicText(text))?.[0];

  it('are equal for equal secrets, however they are written', () => {
    const tag = tagOf('tacacs-server key 7 0822455D0A16');
    expect(tag).toMatch(TAG);
    expect(tagOf('tacacs-server host 10.0.0.1 key 7 "0822455D0A16"')).toBe(tag);
    expect(tagOf('+ password 7 0822455D0A16')).toBe(tag);
    expect(tagOf('{"password": "0822455D0A16"}')).toBe(tag);
    expect(tagOf('            secret "0822455D0A16"; ## SECRET-DATA')).toBe(tag);
    expect(tagOf(`sw1,"tacacs-server key 7 ${'""'}0822455D0A16${'""'}"`)).toBe(tag);
    expect(tagOf("refused 'tacacs-server key 7 0822455D0A16': % Invalid input")).toBe(tag);
    expect(tagOf('GET /api?token=0822455D0A16&limit=1')).toBe(tag);
    expect(tagOf('tacacs-server key 7 0822455D0A17')).not.toBe(tag);
  });

  it('differ from key to key', () => {
    const other = createPublicText({ key: Buffer.from('other'), held: () => [] });
    expect(other('enable secret 0 abcdef')).not.toBe(publicText('enable secret 0 abcdef'));
  });

  it('stand where the secret stood, and the rest of the line stays', () => {
    expect(publicText('snmp-server community public RO 10')).toMatch(/^snmp-server community <secret:\w{6}> RO 10$/);
    expect(publicText('set system tacplus-server 10.0.0.1 secret "$9$abcdef"')).toMatch(/ secret "<secret:\w{6}>"$/);
    expect(publicText('            secret "$9$abcdef"; ## SECRET-DATA')).toMatch(
      /^ {12}secret "<secret:\w{6}>"; ## SECRET/,
    );
    expect(publicText('copy run ftp://ann:pw@host/x')).toMatch(/^copy run ftp:\/\/ann:<secret:\w{6}>@host\/x$/);
    expect(publicText('radius-server host 10.0.0.1 key 7 0822455D0A16 retransmit 3')).toMatch(
      /key 7 <.{13}> retransmit 3$/,
    );
  });

  it('keep JSON valid', () => {
    const value = {
      config: 'enable secret 9 $9$abc$defghij\nend',
      password: 'a"b\\c',
      list: ['snmp-server community x RO'],
    };
    const shown = JSON.parse(publicText(JSON.stringify(value, null, 1)));
    expect(shown.config).toMatch(/^enable secret 9 <secret:\w{6}>\nend$/);
    expect(shown.password).toMatch(/^<secret:\w{6}>$/);
    expect(shown.list[0]).toMatch(/^snmp-server community <secret:\w{6}> RO$/);
  });
});

describe('text that people wrote', () => {
  it.each([
    ' description secret santa lives here',
    ' remark password servers',
    'set interfaces ge-0/0/0 description "secret uplink; password store"',
  ])('%s: keeps its plain words', (line) => {
    expect(publicText(line)).toBe(line);
  });

  it('loses what looks like a secret, and describes nothing in other commands', () => {
    expect(publicText(' description password Tulip99')).toMatch(/^ description password <secret:/);
    expect(publicText('snmp-server community description RO')).toMatch(/community <secret:\w{6}> RO$/);
    expect(publicText('username description password tulip')).toMatch(/password <secret:\w{6}>$/);
  });
});

describe('JSON within a line', () => {
  it('is read field by field', () => {
    expect(publicText('app[10]: {"cmd": "enable", "input": "Tulip99"} refused')).toMatch(/"input": "<secret:\w{6}>"\}/);
    expect(publicText('login {"auths":{"h":{"auth":"YW5uOmluLWNsZWFyLXRleHQ="}}}')).not.toContain('YW5u');
  });
});

describe('lines wrapped at 80 columns', () => {
  it('are joined where a secret runs over the end, and only there', () => {
    const line = `snmp-server user ann network-admin auth md5 0x${'a1'.repeat(16)} priv 0x${'b2'.repeat(16)} localizedkey`;
    const text = `hostname a\n${line.replace(/(.{80})(?=.)/g, '$1\n')}\nend`;
    expect(publicText(text)).toMatch(
      /^hostname a\nsnmp-server user .* auth md5 <.{13}> priv <.{13}> localizedkey\nend$/,
    );
    const ruler = `${'-'.repeat(80)}\n`.repeat(3);
    const full = ` description ${'key '.repeat(20)}`.slice(0, 80);
    expect(publicText(`${ruler}${full}\ninterface Vlan1\n`)).toBe(`${ruler}${full}\ninterface Vlan1\n`);
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...BENIGN_LINES.flatMap((line) => line.split(' ')),
    ...plantedLines(11).flatMap((planted) => planted.line.split(' ')),
    '\n',
    '\n',
    ' ',
    '"',
    '\\n',
    '{"',
    '":',
    '<secret:0a1b2c>',
    'secret:',
    '-----BEGIN RSA PRIVATE KEY-----',
    '+',
    'x'.repeat(78),
  );

  it('is redacted once and for all', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40, size: 'max' }), fc.constantFrom(' ', '', '\n'), (parts, glue) => {
        const shown = publicText(parts.join(glue));
        expect(publicText(shown)).toBe(shown);
      }),
      { numRuns: 2_000 },
    );
  });

  it('without any root comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abdfghij 0129.:/-\n\t|[]{}()') }), (text) => {
        expect(publicText(text)).toBe(text);
      }),
    );
  });

  it('hides a planted line anywhere in it', () => {
    const planted = fc.constantFrom(...plantedLines(13));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...BENIGN_LINES)),
        planted,
        fc.array(fc.constantFrom(...BENIGN_LINES)),
        (a, p, b) => {
          expect(leakOf(publicText([...a, p.line, ...b].join('\n')), p.secrets)).toBeNull();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('held secrets', () => {
  const held = [new Secret('Tr0ub4dor&3'), new Secret('cisco'), new Secret('pin'), new Secret('secret')];
  const shows = createPublicText({ key: 'test', held: () => held });

  it('are found as they are and encoded', () => {
    const value = 'Tr0ub4dor&3';
    for (const text of [
      value,
      `x${value}x`,
      encodeURIComponent(value),
      JSON.stringify({ a: value }),
      Buffer.from(value).toString('base64'),
      Buffer.from(`ann:${value}`).toString('base64'),
      Buffer.from(`root:${value}:x`).toString('base64url'),
    ]) {
      const shown = shows(`before ${text} after`);
      expect(shown).toMatch(/^before .*<secret:\w{6}>.* after$/);
      expect(leakOf(shown, [value, encodeURIComponent(value)])).toBeNull();
    }
  });

  it('have the tag a configuration gives them', () => {
    expect(TAG.exec(shows('said Tr0ub4dor&3'))?.[0]).toBe(TAG.exec(publicText('enable secret 0 Tr0ub4dor&3'))?.[0]);
  });

  it('are found over the end of an 80 column line', () => {
    const line = `${'x'.repeat(75)}Tr0ub4dor&3 and more`;
    expect(leakOf(shows(`${line.slice(0, 80)}\n${line.slice(80)}`), ['Tr0ub4dor&3'])).toBeNull();
  });

  it('are looked for as whole words when short, and not at all under four characters', () => {
    expect(shows('platform cisco_ios on cisco-sw1')).toBe('platform cisco_ios on cisco-sw1');
    expect(shows('said cisco!')).toMatch(/^said <secret:\w{6}>!$/);
    expect(shows('a pin here')).toBe('a pin here');
  });

  it('do not tear tags apart', () => {
    const shown = shows('enable secret 0 abcdef\nand secret too');
    expect(shows(shown)).toBe(shown);
    expect(shown).not.toContain('<<');
  });

  it('are asked for anew', () => {
    const now: Secret[] = [];
    const changing = createPublicText({ key: 'test', held: () => now });
    expect(changing('hello newcomer1')).toBe('hello newcomer1');
    now.push(new Secret('newcomer1'));
    expect(changing('hello newcomer1')).toMatch(/^hello <secret:/);
  });

  it('are found line by line when they are keys', () => {
    const key = ['-----BEGIN X KEY-----', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=', '-----END X KEY-----'].join('\n');
    const shown = createPublicText({ key: 'test', held: () => [new Secret(key)] })(
      `debug: QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo= x`,
    );
    expect(shown).toMatch(/^debug: <secret:\w{6}> x$/);
  });
});
