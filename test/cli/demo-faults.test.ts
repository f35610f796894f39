import { describe, expect, it } from 'vitest';
import { judge, plantFaults, type Said } from '../../src/cli/demo-faults.ts';

describe('the demo’s faults', () => {
  const { plan, planted } = plantFaults({ devices: 300, seed: 7 });

  it('name a device each, never two for one, the same for the same seed', () => {
    expect(plan.faults.every(({ devices }) => Array.isArray(devices) && devices.length > 0)).toBe(true);
    expect(new Set(planted.map(({ device }) => device)).size).toBe(planted.length);
    expect(plantFaults({ devices: 300, seed: 7 })).toEqual({ plan, planted });
    expect(plantFaults({ devices: 300, seed: 8 }).planted).not.toEqual(planted);
  });

  it('count as found only under the right code', () => {
    const perfect = new Map(
      planted.map(({ device, expect: code }) => [
        device,
        code === 'ok' ? { status: 'ok', codes: [] } : { status: 'failed', codes: [code] },
      ]),
    );
    expect(judge(planted, perfect).every(({ isFound }) => isFound)).toBe(true);
    const [first] = planted.filter((fault) => fault.expect !== 'ok');
    const wrong = new Map(perfect).set(first?.device ?? '', { status: 'failed', codes: ['INTERNAL'] });
    expect(judge(planted, wrong).filter(({ isFound }) => !isFound)).toMatchObject([{ device: first?.device }]);
    const silent = new Map(perfect);
    silent.delete(first?.device ?? '');
    expect(judge(planted, silent).filter(({ isFound }) => !isFound)).toMatchObject([{ said: 'nothing' }]);
  });

  it('count a false alarm as a miss', () => {
    const answers = planted.map(
      ({ device, expect: code }) => [device, { status: 'ok', codes: code === 'ok' ? [] : [code] }] as const,
    );
    const verdicts = judge(
      planted,
      new Map<string, Said>([...answers, ['bystander', { status: 'failed', codes: ['CMD_TIMEOUT'] }]]),
    );
    expect(verdicts.at(-1)).toMatchObject({ device: 'bystander', isFound: false });
  });
});
