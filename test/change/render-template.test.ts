import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../src/change/render-template.ts';
import { capWasmMemory } from '../../src/change/wasm-memory.ts';
import { fakeDevice } from '../support/fake-fleet.ts';

const DEVICES = [
  fakeDevice('sw1', {
    site: 'ams',
    data: { rack: 7, snmp_community: 'hunter2', nested: { password: 'hunter2', a: 1 } },
  }),
  fakeDevice('sw2', { tags: ['core'], data: { rack: 8 } }),
];
const render = (template: string, vars: Record<string, string> = {}) => renderTemplate(template, vars, DEVICES);
const problem = async (template: string, vars?: Record<string, string>): Promise<string> => {
  const error = await render(template, vars).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'RollcallError', code: 'BAD_INPUT' });
  return (error as Error).message;
};

describe('renderTemplate', () => {
  it('gives each device its text, from variables and what the inventory says', async () => {
    const texts = await render(
      '{% if device.site %}\nsnmp-server location {{ device.site }} {{ device.data.rack }}\n{% endif %}\nntp server {{ ntp }}',
      { ntp: '192.0.2.1' },
    );
    expect(texts.get('sw1')).toBe('snmp-server location ams 7\nntp server 192.0.2.1');
    expect(texts.get('sw2')).toBe('ntp server 192.0.2.1');
  });

  it('does not hand out what the inventory calls a secret', async () => {
    expect(await problem('x {{ device.data.snmp_community }}')).toContain('undefined value');
    expect((await render('{{ device }}')).get('sw1')).not.toContain('hunter2');
    expect((await render('{{ debug() }}')).get('sw1')).not.toContain('hunter2');
  });

  it('names the line, the device and what stands there', async () => {
    expect(await problem('a\nb {{ nothing }}')).toBe(
      'Line 2 of the template for sw1: undefined value, in `b {{ nothing }}`.',
    );
    expect(await problem('a\nb {{ device.data.nested.a }}')).toContain('for sw2');
    expect(await problem('a\n{% for %}')).toMatch(/^Line 2 of the template: syntax error/);
    expect(await problem('a', { device: 'x' })).toContain('"device"');
    expect(await problem('a', { 'x y': 'x' })).toContain('"x y"');
  });

  it.each([
    ['{% include "/etc/passwd" %}'],
    ['{% from "x" import y %}'],
    ['{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}'],
    ['{% set n = namespace(s="a") %}{% for i in range(40) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s|length }}'],
    ['{{ "a" * 1000000000 }}'],
    ['{{ "a" * 300000 }}'],
    ['{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}'],
    [`{{ ${'('.repeat(50_000)}`],
  ])('refuses %.60s, and renders on', async (template) => {
    await problem(template);
    expect((await render('ok')).get('sw2')).toBe('ok');
  });
});

describe('capWasmMemory', () => {
  it('bounds a memory that had no bound, and leaves a module without one as it is', async () => {
    const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    // One memory of at least one page, exported as `m`.
    const unbounded = Uint8Array.from([...head, 5, 3, 1, 0, 1, 7, 5, 1, 1, 0x6d, 2, 0]);
    const memory = await memoryOf(Uint8Array.from(capWasmMemory(unbounded, 300)));
    expect(memory.grow(299)).toBe(1);
    expect(() => memory.grow(1)).toThrow(RangeError);
    expect([...capWasmMemory(Uint8Array.from(head), 300)]).toEqual(head);
  });
});

interface Memory {
  grow(pages: number): number;
}

/** What a module exports as `m`. Node's types have no WebAssembly. */
async function memoryOf(module: Uint8Array): Promise<Memory> {
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly: {
      instantiate(bytes: Uint8Array): Promise<{ readonly instance: { readonly exports: { readonly m: Memory } } }>;
    };
  };
  return (await WebAssembly.instantiate(module)).instance.exports.m;
}
