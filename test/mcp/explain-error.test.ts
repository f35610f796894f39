import { expect, it } from 'vitest';
import { createPublicText } from '../../src/configtext/public-text.ts';
import { ERROR_CODES, type ErrorCode, RollcallError } from '../../src/core/errors.ts';
import { explainError } from '../../src/mcp/explain-error.ts';
import { keptLog } from './in-memory.ts';

it('gives hints that the last cleaning pass leaves as they are', () => {
  const publicText = createPublicText({ key: 'test', held: () => [] });
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    const { hint } = explainError(new RollcallError(code, 'x'), { log: keptLog().log, doing: 'test' });
    expect(publicText(hint)).toBe(hint);
  }
});

it('keeps a message within what clients show', () => {
  const error = new RollcallError('BAD_INPUT', 'm'.repeat(50_000), { hint: 'h'.repeat(50_000) });
  const { message, hint } = explainError(error, { log: keptLog().log, doing: 'test' });
  expect(message.length + hint.length).toBeLessThan(5_000);
});

it.each([[undefined], [null], ['text'], [{ code: 'AUTH_FAILED' }]])(
  'takes anything thrown for a fault: %j',
  (thrown) => {
    const { log, lines } = keptLog();
    const { code, message } = explainError(thrown, { log, doing: 'test' });
    expect(code).toBe('INTERNAL');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', event: 'fault', doing: 'test' });
    expect(message).toContain(JSON.parse(lines[0] ?? '').id);
  },
);
