/** What changed in one configuration, for people. Pure. */
import type { z } from 'zod';
import { counted } from '../core/text.ts';
import type { diffConfig } from '../tools/diff-config.ts';
import { changeLine, type Line, mark } from './line.ts';

export type WireDiff = z.infer<(typeof diffConfig)['output']>;

/** Whether the texts differ at all, be it in the order of lines alone. */
export const isDifferent = ({ diff }: WireDiff): boolean => diff !== '';

export function renderDiff({ headline, diff, omitted_lines: omitted }: WireDiff): Line[] {
  return [
    [mark('strong', headline)],
    ...(diff === '' ? [] : diff.trimEnd().split('\n').map(diffLine)),
    ...(omitted > 0 ? [[mark('warn', `… ${counted(omitted, 'more line')}: add --context 0, or compare less`)]] : []),
  ];
}

/** The heads of a unified diff are no change themselves. */
function diffLine(line: string): Line {
  if (/^(?:\+\+\+|---) /.test(line)) return [mark('strong', line)];
  return [line.startsWith('@@ ') ? mark('dim', line) : changeLine(line)];
}
