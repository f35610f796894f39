import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import { type Pattern, parseSelector, printSelector, type Term } from '../../src/inventory/selector-parse.ts';

const text = fc.string({ unit: fc.constantFrom(...'ab1-*?/"\\ ,=<!().é'), minLength: 1, maxLength: 6 });
const regex = fc.string({ unit: fc.constantFrom('a', '/', '\\\\', '\\d', ' ', '"', ','), minLength: 1, maxLength: 5 });

/** Lists as the grammar can say them: wildcards only under `~`, comparisons without expressions. */
const patterns = (operator: Term['operator'], isGlob: boolean): fc.Arbitrary<Pattern[]> => {
  const value = text.map((of): Pattern => ({ kind: isGlob ? 'glob' : 'exact', text: of }));
  const expression = regex.map((of): Pattern => ({ kind: 'regex', text: of }));
  const one = operator === '=' ? fc.oneof(value, expression) : value;
  return fc.array(one, { minLength: 1, maxLength: 3 });
};
const term: fc.Arbitrary<Term> = fc
  .record({
    isNegated: fc.boolean(),
    field: fc.constantFrom('name', 'site', 'data.rack-1', '_x'),
    operator: fc.constantFrom('=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    isGlob: fc.boolean(),
  })
  .chain(({ isGlob, ...rest }) =>
    patterns(rest.operator, isGlob && rest.operator === '=').map((of) => ({ ...rest, patterns: of })),
  );

test('what is printed parses to the same terms', () => {
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), (terms) => {
      expect(parseSelector(printSelector(terms))).toEqual(terms);
    }),
    { numRuns: 2_000 },
  );
});

test('what can be parsed keeps its meaning when printed', () => {
  const word = fc.constantFrom(
    'sw1',
    'sw-*',
    '"a b"',
    '"x*"',
    '"and"',
    '"all"',
    '/^a\\/b$/',
    'a/b',
    '!sw?',
    'site!=x',
    '!role=a,"b,c"',
  );
  const list = fc
    .array(fc.constantFrom('sw1', 'sw-*', '"x*"', '"or"', '/a b/', '"q"'), { minLength: 1, maxLength: 4 })
    .map((of) => of.join());
  fc.assert(
    fc.property(fc.array(fc.oneof(word, list), { minLength: 1, maxLength: 4 }), (words) => {
      const parsed = parseSelector(words.join(' '));
      expect(parseSelector(printSelector(parsed))).toEqual(parsed);
    }),
  );
});

test('random text gives terms or a RollcallError', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (typed) => {
      try {
        const parsed = parseSelector(typed);
        expect(parseSelector(printSelector(parsed))).toEqual(parsed);
      } catch (error) {
        expect(error).toBeInstanceOf(RollcallError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('`!=` is a negated `=`, and twice negated is not negated', () => {
  expect(parseSelector('site!=a')).toEqual(parseSelector('!site=a'));
  expect(parseSelector('!site!=a')).toEqual(parseSelector('site=a'));
});
