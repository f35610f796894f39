import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanJson } from '../../src/mcp/clean-json.ts';

const SECRET = 'S3cret';
const mask = (text: string) => text.replaceAll(SECRET, '*');

it('lets no string pass uncleaned, wherever it is', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constant(SECRET),
    fc.string().map((around) => `${around}${SECRET}${around}`),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(text, tie('value')),
    ),
  }));
  fc.assert(fc.property(value, (json) => !JSON.stringify(cleanJson(json, mask)).includes(SECRET)));
});

it('keeps everything else as it is, our own keys untouched', () => {
  const value = { run_id: 'r-1', counts: { ok: 3, failed: 0 }, list: [1, null, true, 'a'] };
  expect(cleanJson(value, (text) => text)).toEqual(value);
  expect(Object.keys(cleanJson({ run_id: 'x', 'Run Id': 'y' }, () => '-'))).toEqual(['run_id', '-']);
});
