/** The right to change a device cannot be had by accident, nor by looking like it. */
import { describe, expect, test } from 'vitest';
import { issueWritePermit, WritePermit } from '../../src/core/write-permit.ts';

const HASH = 'sha256:a';

test('is issued for the approved plan, and holds for its device only', () => {
  const permit = issueWritePermit('sw1', HASH, HASH);
  expect(permit).toMatchObject({ device: 'sw1', planHash: HASH });
  expect(WritePermit.isFor(permit, 'sw1')).toBe(true);
  expect(WritePermit.isFor(permit, 'sw2')).toBe(false);
});

test.each([
  ['nothing was approved', null, 'NEEDS_APPROVAL'],
  ['another plan was approved', 'sha256:b', 'PLAN_TAMPERED'],
  ['the approval is empty', '', 'PLAN_TAMPERED'],
])('is not issued when %s', (_name, approved, code) => {
  expect(() => issueWritePermit('sw1', HASH, approved)).toThrow(expect.objectContaining({ code }));
});

describe('what only looks like one is none', () => {
  const real = issueWritePermit('sw1', HASH, HASH);
  test.each([
    ['an object with its fields', { ...real }],
    ['a clone', structuredClone({ device: 'sw1', planHash: HASH })],
    ['an object of its class without its making', Object.assign(Object.create(WritePermit.prototype), { ...real })],
    ['JSON', JSON.parse(JSON.stringify(real))],
    ['true', true],
    ['null', null],
    ['undefined', undefined],
  ])('%s', (_name, forged) => {
    expect(WritePermit.isFor(forged, 'sw1')).toBe(false);
  });

  test('and it is not made by its class', () => {
    const make = WritePermit as unknown as new (...args: unknown[]) => WritePermit;
    expect(() => new make(Symbol('change'), 'sw1', HASH)).toThrow(TypeError);
    expect(() => new make(undefined, 'sw1', HASH)).toThrow(TypeError);
  });
});
