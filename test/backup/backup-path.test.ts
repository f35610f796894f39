/** Whatever a device is called, its path is safe, its own, and found again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupPath } from '../../src/backup/backup-path.ts';

const SAFE = /^configs\/[a-z0-9][a-z0-9._-]{0,59}~[0-9a-f]{16}\.cfg$/;

const NAMES = [
  '..',
  '.',
  '.git',
  '.GIT',
  'a/b',
  'a-b',
  'a\\b',
  '../../etc/passwd',
  'CON',
  'con',
  'NUL.txt',
  'COM1',
  'SW1',
  'sw1',
  'Sw1',
  'sw1 ',
  'Büro 1',
  'B\u0075\u0308ro 1',
  '交換機',
  '~',
  'sw:1',
  'sw1.',
  'x'.repeat(300),
  `${'x'.repeat(299)}y`,
  'configs/sw1~0000000000000000.cfg',
];

describe('a backup’s path', () => {
  it.each(NAMES)('of %j is safe', (name) => {
    expect(backupPath(name)).toMatch(SAFE);
  });

  it('is its own, also on a disk that ignores letter case', () => {
    const paths = NAMES.map((name) => backupPath(name).toLowerCase());
    expect(new Set(paths).size).toBe(NAMES.length);
  });

  it('says whose it is where it can', () => {
    expect(backupPath('AMS-acc-01.example.net')).toMatch(/^configs\/ams-acc-01\.example\.net~/);
    expect(backupPath('Büro 1')).toMatch(/^configs\/buro-1~/);
    expect(backupPath('交換機')).toMatch(/^configs\/device~/);
  });

  it('never changes', () => {
    expect(backupPath('sw1')).toBe('configs/sw1~cf4ac28ea7ba1492.cfg');
  });

  it('is safe and its own for any two names', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(backupPath(a)).toMatch(SAFE);
        expect(backupPath(a) === backupPath(b)).toBe(a === b);
      }),
    );
  });
});
