import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPublicText } from '../../src/configtext/public-text.ts';
import { platformIds } from '../../src/platforms/registry.ts';
import { BENIGN_LINES } from './benign-lines.ts';
import { benignLines, leakOf, linesBetween, type Sample, secretLines, secretSamples } from './secret-samples.ts';

const publicText = createPublicText({ key: 'test', held: () => [] });
const SAMPLES = secretSamples();
const LINES = secretLines(SAMPLES);
// Keys are texts of many lines; what devices print has its own words before each line.
const COMMANDS = LINES.filter(({ file }) => !['pem', 'json', 'outputs'].includes(file));

const leaksOf = (samples: readonly Sample[], write: (text: string) => string): string[] =>
  samples.flatMap((sample) => {
    const shown = publicText(write(sample.text));
    const leak = leakOf(shown, sample);
    return leak === null ? [] : [`${sample.file}, ${sample.name}: ${leak} in ${shown.slice(0, 400)}`];
  });

const doubled = (text: string): string => text.replaceAll('"', '""');
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

const WAYS: Readonly<Record<string, (line: string) => string>> = {
  alone: (line) => line,
  'added in a diff': (line) => `@@ -1,2 +1,2 @@\n hostname a\n+${line}`,
  'removed in a diff': (line) => `-${line}`,
  'added in a contextual diff': (line) => `+ ${line}`,
  'after a prompt of IOS': (line) => `ams-sw-01(config-if)#${line.trim()}`,
  'after a prompt of NX-OS': (line) => `fra-leaf-07(config)# ${line.trim()}`,
  'after a prompt of IOS-XR': (line) => `RP/0/RSP0/CPU0:par-core-02(config-bgp-nbr)#${line.trim()}`,
  'after a prompt of Junos': (line) => `netops@vie-edge-1# ${line.trim()}`,
  'after a prompt of root': (line) => `[root@lin-01 ~]# ${line.trim()}`,
  'in the log of IOS': (line) =>
    `Nov  2 09:14:02 sw1 12: Nov  2 09:14:02.123: %PARSER-5-CFGLOG_LOGGEDCMD: User:netops  logged command:${line.trim()}`,
  'in the accounting of NX-OS': (line) =>
    `Mon Nov  2 09:14:02 2026:type=update:id=10.7.0.99@pts/0:user=admin:cmd=configure terminal ; ${line.trim()} (SUCCESS)`,
  'quoted by a message': (line) => `the device refused the line '${line.trim()}': % Invalid input`,
  'quoted with backticks': (line) => `could not send \`${line.trim()}\` to sw1`,
  'quoted with escapes': (line) => `line 12 "${escaped(line.trim())}": % Ambiguous command`,
  'in a cell of CSV': (line) => `sw1,2026-11-02,"${doubled(line.trim())}"`,
  'in a cell of HTML': (line) => `<td>${line.trim()}</td>`,
  'in Markdown': (line) => `- \`${line.trim()}\``,
  'found by grep': (line) => `running-config:12:${line}`,
  numbered: (line) => `  12: ${line.trim()}`,
  negated: (line) => `no ${line.trim()}`,
  'after do': (line) => `do ${line.trim()}`,
  'as a comment': (line) => `! ${line.trim()}`,
  'in JSON': (line) => JSON.stringify({ output: `hostname a\n${line}\nend` }),
  'as a name in JSON': (line) => JSON.stringify({ cmds: { [line.trim()]: null } }),
  'in JSON within JSON': (line) => JSON.stringify({ text: JSON.stringify({ output: `a\n${line}\nend` }) }),
};

describe('planted secrets', () => {
  it('are many, on every platform', () => {
    expect(SAMPLES.flatMap((sample) => sample.secrets).length).toBeGreaterThanOrEqual(1_300);
    expect(COMMANDS.length).toBeGreaterThanOrEqual(1_000);
    const files = new Set(SAMPLES.map((sample) => sample.file));
    for (const platform of platformIds()) expect(files).toContain(platform);
    // The oracle sees them.
    expect(SAMPLES.filter((sample) => leakOf(sample.text, sample) === null)).toEqual([]);
    expect(LINES.filter((line) => leakOf(line.text, line) === null)).toEqual([]);
  });

  it('do not leave in whole texts', () => {
    expect(leaksOf(SAMPLES, (text) => text)).toEqual([]);
    expect(leaksOf(SAMPLES, (text) => text.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  it('do not leave in texts within JSON', () => {
    expect(
      leaksOf(
        SAMPLES.filter(({ file }) => file !== 'json'),
        (text) => JSON.stringify({ text }),
      ),
    ).toEqual([]);
  });

  it('leave whole texts redacted once and for all', () => {
    for (const { text, name } of SAMPLES) expect(publicText(publicText(text)), name).toBe(publicText(text));
  });

  it.each(Object.entries(WAYS))('do not leave %s', (_, write) => {
    expect(leaksOf(COMMANDS, (text) => `hostname a\n${write(text)}\nend`)).toEqual([]);
  });

  it('do not leave from single lines of outputs and JSON', () => {
    expect(
      leaksOf(
        LINES.filter(({ file }) => file !== 'pem'),
        (text) => text,
      ),
    ).toEqual([]);
  });

  it('leave JSON valid', () => {
    for (const write of [WAYS['in JSON'], WAYS['as a name in JSON'], WAYS['in JSON within JSON']]) {
      for (const { text } of COMMANDS) {
        const json = publicText(write?.(text) ?? '');
        expect(() => JSON.parse(json), json).not.toThrow();
      }
    }
    for (const { text } of SAMPLES.filter(({ file }) => file === 'json')) {
      for (const line of text.split('\n').filter((candidate) => /^[[{].*[\]}]$/.test(candidate))) {
        expect(() => JSON.parse(publicText(line)), line).not.toThrow();
      }
    }
  });
});

describe('planted secrets wrapped at 80 columns', () => {
  /** `line` indented so far that column 80 falls on `at`, and cut there as a terminal does. */
  const wrapped = (line: string, at: number): string =>
    `${' '.repeat((((80 - at) % 80) + 80) % 80)}${line}`.replace(/(.{80})(?=.)/g, '$1\n');

  // A key in one line has line ends of its own.
  const wrapping = COMMANDS.filter(({ text }) => !text.includes('-----BEGIN'));

  it.each(['', '+'])('do not leave wherever the cut falls, each line after "%s"', { timeout: 120_000 }, (mark) => {
    const leaks: string[] = [];
    for (const [index, sample] of wrapping.entries()) {
      const line = sample.text.trimStart();
      const end = Math.min(line.length - 1, line.indexOf(sample.secrets[0] ?? '') + (sample.secrets[0]?.length ?? 0));
      // Every third place; all of them over three lines of a family.
      for (let at = 1 + (index % 3); at <= end; at += 3) {
        const shown = publicText(`hostname a\n${wrapped(line, at).replace(/^/gm, mark)}\nend`);
        const leak = leakOf(shown, sample) ?? leakOf(shown.replaceAll(`\n${mark}`, ''), sample);
        if (leak !== null) leaks.push(`${at}: ${leak} in ${shown}`);
      }
    }
    expect(leaks).toEqual([]);
  });
});

describe('benign lines', () => {
  const sets: Readonly<Record<string, readonly string[]>> = {
    'of their own': benignLines(),
    'between the secrets': SAMPLES.filter(({ file }) => file !== 'pem').flatMap(linesBetween),
    'older ones': BENIGN_LINES,
  };

  it('are many', () => {
    expect(Object.values(sets).flat().length).toBeGreaterThanOrEqual(2_000);
  });

  it.each(Object.entries(sets))('%s are left alone, all but one in a hundred', (_, lines) => {
    const altered = lines.filter((line) => publicText(line) !== line);
    expect(altered.length, altered.join('\n')).toBeLessThanOrEqual(lines.length / 100);
  });

  it('are left alone among secrets', () => {
    let seen = 0;
    const missing = SAMPLES.filter(({ file }) => file !== 'pem').flatMap((sample) => {
      const shown = new Set(publicText(sample.text).split('\n'));
      const between = linesBetween(sample);
      seen += between.length;
      return between.filter((line) => !shown.has(line));
    });
    expect(missing.length, missing.join('\n')).toBeLessThanOrEqual(seen / 100);
  });
});

describe('tags', () => {
  const plain = LINES.filter(
    ({ file, secrets }) => file !== 'pem' && secrets.length === 1 && /^[\w@!*+~-]{6,}$/.test(secrets[0] ?? ''),
  );
  const tagOf = (secret: string): string => publicText(`enable secret 0 ${secret}`).replace('enable secret 0 ', '');

  it('stand for the secret alone, so that equal secrets are equal on every platform', () => {
    expect(plain.length).toBeGreaterThan(600);
    const others = plain.filter(({ text, secrets: [secret = ''] }) => {
      const at = text.lastIndexOf(secret);
      return publicText(text) !== text.slice(0, at) + tagOf(secret) + text.slice(at + secret.length);
    });
    // A pass phrase may have blanks, so that words after it are taken for its own: `enable secret 0 x extra`.
    expect(others.length, others.map(({ text }) => text).join('\n')).toBeLessThanOrEqual(plain.length / 50);
  });

  it('change when the secret does', () => {
    for (const {
      text,
      secrets: [secret = ''],
    } of plain) {
      expect(publicText(text.replace(secret, `${secret}9`))).not.toBe(publicText(text));
    }
  });
});

describe('any mixture of lines', () => {
  // Lines that begin a region or a block, and full ones, say something about the lines after them.
  const apart = (line: string): boolean =>
    line.length < 80 &&
    !/-----|ertificate|key-string$|snmp \{|[[{]$|Preshared Key|Group \/ Access|SecName|^\s*<|^"/.test(line);
  const line = fc.constantFrom(
    ...COMMANDS.map(({ text }) => text).filter(apart),
    ...benignLines().filter(apart),
    ...BENIGN_LINES.filter(apart),
  );
  const planted = fc.constantFrom(...COMMANDS.filter(({ text }) => apart(text)));

  it('is redacted line by line', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        expect(publicText(lines.join('\n'))).toBe(lines.map((each) => publicText(each)).join('\n'));
      }),
      { numRuns: 300 },
    );
  });

  it('has no secret in its diffs, redacted before or after', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), planted, planted, fc.nat(), (lines, one, other, at) => {
        const insert = ({ text }: Sample): string => lines.toSpliced(at % (lines.length + 1), 0, text).join('\n');
        const before = createTwoFilesPatch('a', 'b', publicText(insert(one)), publicText(insert(other)));
        const after = publicText(createTwoFilesPatch('a', 'b', insert(one), insert(other)));
        const among = { marked: lines.join('\n'), file: '', name: '', text: '' };
        for (const secrets of [one.secrets, other.secrets]) {
          const long = secrets.filter((secret) => secret.length >= 6 && /\d/.test(secret));
          const unseen = long.filter((secret) => !among.marked.includes(secret));
          for (const shown of [before, after]) {
            for (const secret of unseen) expect(shown.includes(secret), `${secret} in ${shown}`).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('time', () => {
  it('grows with the text: five megabytes of configuration within seconds', { timeout: 60_000 }, () => {
    const config = SAMPLES.filter(({ file }) => platformIds().includes(file)).map(({ text }) => text);
    const ports = Array.from(
      { length: 400 },
      (_, port) =>
        `interface GigabitEthernet1/0/${port}\n description user port\n switchport access vlan 20\n no shutdown`,
    );
    const text = [...config, ...ports].join('\n');
    const used = (times: number): number => {
      const start = process.cpuUsage();
      expect(publicText(`${text}\n`.repeat(times)).length).toBeGreaterThan(0);
      return process.cpuUsage(start).user / 1_000;
    };
    const times = Math.ceil(5_000_000 / text.length);
    used(2);
    // Takes about one second alone; 5 MB/s dense with secrets on a slow and busy machine.
    expect(used(times)).toBeLessThan(20_000);
  });
});
