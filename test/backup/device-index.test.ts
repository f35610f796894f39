import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDeviceIndex, writeDeviceIndex } from '../../src/backup/device-index.ts';

it('lists devices by path, one a line', () => {
  const text = writeDeviceIndex(
    new Map([
      ['configs/sw2~1.cfg', { name: 'SW2', platform: 'arista_eos' }],
      ['configs/sw1~2.cfg', { name: 'a\tb\\c', platform: 'cisco_ios' }],
    ]),
  );
  expect(text).toBe(
    'path\tdevice\tplatform\nconfigs/sw1~2.cfg\ta\\tb\\\\c\tcisco_ios\nconfigs/sw2~1.cfg\tSW2\tarista_eos\n',
  );
});

it('gives back what was written, whatever the names', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const device = fc.record({ name: word, platform: word });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(word, device), { selector: ([path]) => path }), (rows) => {
      const devices = new Map(rows);
      expect(readDeviceIndex(writeDeviceIndex(devices))).toEqual(devices);
    }),
  );
});

it('leaves out lines that are none of ours', () => {
  expect(readDeviceIndex('head\n\nx\na\tb\na\tb\tc\td\n\tb\tc\nok\tname\tplatform\n')).toEqual(
    new Map([['ok', { name: 'name', platform: 'platform' }]]),
  );
});
