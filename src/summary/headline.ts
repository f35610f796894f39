/** A run in one sentence. Knows counts and states; quotes nothing from a device. */
import type { RunState } from '../core/run-state.ts';
import { counted } from '../core/text.ts';
import type { RunCounts } from './run-answer.ts';

/** `2,431 of 2,500 healthy; 44 need attention; 25 could not be checked.`, or what is known before the end. */
export function headlineOf(state: RunState, okWord: string, counts: RunCounts): string {
  const { selected, ok, attention, failed, skipped, pending } = counts;
  const done = selected - pending;
  const parts = [
    attention > 0 ? counted(attention, 'needs attention', 'need attention') : '',
    failed > 0 ? `${number(failed)} could not be checked` : '',
    skipped > 0 ? counted(skipped, 'was not tried', 'were not tried') : '',
  ].filter((part) => part !== '');
  if (state === 'done') {
    const lost = pending > 0 ? [counted(pending, 'has no result', 'have no result')] : [];
    return `${[`${number(ok)} of ${number(selected)} ${okWord}`, ...parts, ...lost].join('; ')}.`;
  }
  const soFar = [`${number(ok)} ${okWord}`, ...parts];
  if (state === 'running') return `${number(done)} of ${number(selected)} done so far: ${soFar.join('; ')}.`;
  const rest = pending > 0 ? [counted(pending, 'has no result', 'have no result')] : [];
  const how = state === 'cancelled' ? 'Cancelled' : 'Interrupted';
  return `${how} after ${number(done)} of ${number(selected)}: ${[...soFar, ...rest].join('; ')}.`;
}

const number = (count: number): string => count.toLocaleString('en-US');
