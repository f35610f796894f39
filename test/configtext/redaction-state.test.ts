import { expect, it } from 'vitest';
import { createRedactionState } from '../../src/configtext/redaction-state.ts';
import { Secret } from '../../src/core/secret.ts';

it('is the same for the same key and secrets, and shows none of them', () => {
  const held = [new Secret('s3cr3t-one')];
  const state = createRedactionState({ key: 'k', held: () => held });
  const before = state();
  expect(state()).toEqual(before);
  expect(before.code).toMatch(/^[0-9a-f]{64}$/);
  expect(before.held).toEqual([expect.stringMatching(/^<secret:[0-9a-f]{6}>$/)]);
  held.push(new Secret('another'));
  expect(state()).toMatchObject({ code: before.code, held: [before.held[0], expect.any(String)] });
  expect(createRedactionState({ key: 'other', held: () => [] })().code).not.toBe(before.code);
});
