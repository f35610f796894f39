import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ToWire, toWire } from '../../src/summary/to-wire.ts';

describe('toWire', () => {
  it('turns keys into snake_case at any depth, and nothing else', () => {
    expect(
      toWire({ runId: 'r-1', timing: { deviceP50Ms: 1, etaMs: null }, groups: [{ bodyHash: 'aB' }], devices: ['SwA'] }),
    ).toEqual({
      run_id: 'r-1',
      timing: { device_p50_ms: 1, eta_ms: null },
      groups: [{ body_hash: 'aB' }],
      devices: ['SwA'],
    });
  });

  it('keeps the order of keys, leaves out what is undefined, and is done after once', () => {
    const wire = toWire({ zOne: 1, aTwo: undefined, bThree: [undefined, null, true] });
    expect(JSON.stringify(wire)).toBe('{"z_one":1,"b_three":[null,null,true]}');
    expect(toWire(wire)).toEqual(wire);
  });

  it('leaves plain values alone', () => {
    for (const value of ['runId', 3, null, true]) expect(toWire(value)).toBe(value);
  });

  it('is not led astray by special names', () => {
    const wire = toWire(JSON.parse('{"__proto__": {"runId": 1}}'));
    expect(Object.keys(wire)).toEqual(['__proto__']);
    expect(({} as { run_id?: number }).run_id).toBeUndefined();
  });

  it('has the type of what it gives', () => {
    type Wire = ToWire<{ readonly runId: string; readonly groups: readonly { readonly deviceP50Ms: number | null }[] }>;
    expectTypeOf<Wire>().toEqualTypeOf<{ run_id: string; groups: { device_p50_ms: number | null }[] }>();
    expectTypeOf<ToWire<'done' | 'running'>>().toEqualTypeOf<'done' | 'running'>();
  });
});
