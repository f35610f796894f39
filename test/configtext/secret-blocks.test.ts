import { describe, expect, it } from 'vitest';
import { createPublicText } from '../../src/configtext/public-text.ts';

const publicText = createPublicText({ key: 'test', held: () => [] });
const body = Array.from({ length: 6 }, (_, index) => `MIIE${String(index).repeat(60)}`);
const begin = '-----BEGIN RSA PRIVATE KEY-----';
const end = '-----END RSA PRIVATE KEY-----';
const TAG = '<secret:[0-9a-f]{6}>';

describe('keys and certificates', () => {
  it('show their ends and one tag', () => {
    const shown = publicText(`hostname a\n${[begin, ...body, 'abc=', end].join('\n')}\nend`);
    expect(shown).toMatch(new RegExp(`^hostname a\n${begin}\n${TAG}\n${end}\nend$`));
    expect(publicText(shown)).toBe(shown);
  });

  it.each([
    ['with headers', [begin, 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,1F', '', ...body, end].join('\n')],
    ['without end', [begin, ...body].join('\n')],
    ['without end, then other text', [begin, ...body, '!', 'interface Vlan1'].join('\n')],
    ['without beginning', ['cut line of it', ...body, 'abc=', end].join('\n')],
    ['in one line', `key "${begin} ${body.join(' ')} ${end}"`],
    ['in one line, without end', `set x "${begin} ${body.join(' ')}`],
    ['in a diff', [begin, ...body, end].map((line) => `+${line}`).join('\n')],
    ['with stamps', [begin, ...body, end].map((line) => `10:15:02 ${line}`).join('\n')],
    ['in JSON', JSON.stringify({ a: [begin, ...body, end].join('\n'), b: 1 })],
    ['in JSON, without end', JSON.stringify({ a: [begin, ...body].join('\n'), b: 1 })],
    ['in JSON within JSON', JSON.stringify({ c: JSON.stringify({ a: [begin, ...body, end].join('\n') }) })],
    ['of SSH', ['-----BEGIN OPENSSH PRIVATE KEY-----', ...body, '-----END OPENSSH PRIVATE KEY-----'].join('\n')],
    [
      'of SSH2',
      ['---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----', ...body, '---- END SSH2 ENCRYPTED PRIVATE KEY ----'].join('\n'),
    ],
    ['of PuTTY', ['PuTTY-User-Key-File-2: ssh-rsa', 'Private-Lines: 6', ...body, 'Private-MAC: 1'].join('\n')],
    ['certificates', ['-----BEGIN CERTIFICATE-----', ...body, '-----END CERTIFICATE-----'].join('\n')],
  ])('%s', (_, text) => {
    const shown = publicText(`first\n${text}\nlast line\n`);
    expect(shown).toMatch(new RegExp(TAG));
    for (let index = 0; index < body.length; index++) expect(shown).not.toContain(String(index).repeat(8));
    expect(shown).toMatch(/^first\n/);
    expect(shown).toMatch(/last line\n$/);
    expect(publicText(shown)).toBe(shown);
  });

  it('leave JSON valid', () => {
    for (const lines of [
      [begin, ...body, end],
      [begin, ...body],
    ]) {
      const shown = JSON.parse(publicText(JSON.stringify({ a: lines.join('\n'), b: 'x' })));
      expect(shown.a).toMatch(new RegExp(`^${begin}\n${TAG}`));
      expect(shown.b).toBe('x');
    }
  });

  it('stop at the first line that is neither header nor base64', () => {
    expect(publicText(`${begin}\n${body[0]}\ninterface Vlan1\n no shutdown`)).toMatch(
      /\ninterface Vlan1\n no shutdown$/,
    );
  });

  it('are told apart by their tags', () => {
    const tagOf = (lines: readonly string[]) =>
      new RegExp(TAG).exec(publicText([begin, ...lines, end].join('\n')))?.[0];
    expect(tagOf(body)).toBe(tagOf(body));
    expect(tagOf(body)).not.toBe(tagOf(body.slice(1)));
  });

  it('certificates in hexadecimal lose their body', () => {
    const hex = ['  30820330 30820218 A0030201 02020101', '  300D0609 2A864886 F70D0101 05050030 2F'];
    const text = [
      'crypto pki certificate chain TP',
      ' certificate self-signed 01',
      ...hex,
      '  \tquit',
      'interface Vlan1',
    ].join('\n');
    const shown = publicText(text);
    expect(shown).toMatch(new RegExp(`TP\n certificate self-signed 01\n {2}${TAG}\n {2}\tquit\ninterface Vlan1$`));
    expect(publicText(shown)).toBe(shown);
    const json = publicText(JSON.stringify({ text }));
    expect(json).not.toContain('30820330');
    expect(JSON.parse(json).text).toBe(shown);
  });

  it('public keys stay', () => {
    const text = ['-----BEGIN PUBLIC KEY-----', ...body, '-----END PUBLIC KEY-----'].join('\n');
    expect(publicText(text)).toBe(text);
  });
});
