/** A page of a run's results for people. Pure. */
import type { z } from 'zod';
import { counted } from '../core/text.ts';
import type { getResults } from '../tools/get-results.ts';
import { changeLine, type Emphasis, type Line, mark } from './line.ts';
import { duration } from './progress-line.ts';
import { quoted } from './shell-command.ts';

export type WireResults = z.infer<(typeof getResults)['output']>;
type Result = WireResults['results'][number];
type Answer = Result['answers'][number];

const EMPHASIS: Readonly<Record<Result['status'], Emphasis>> = {
  ok: 'good',
  attention: 'warn',
  failed: 'bad',
  skipped: 'dim',
  pending: 'dim',
};

export function renderResults(page: WireResults): Line[] {
  return [
    [mark('strong', `${counted(page.total, 'device')} of ${page.run_id}, which is ${page.state}`)],
    ...changeLines(page.change),
    ...page.results.flatMap(resultLines),
    ...(page.next_cursor === null ? [] : [[], [mark('dim', `More: add --cursor ${quoted(page.next_cursor)}`)]]),
  ];
}

/** What a group of equal changes has in common. */
function changeLines(change: WireResults['change']): Line[] {
  if (!change) return [];
  const { title, lines, omitted_lines: omitted } = change;
  return [
    [],
    [mark('warn', title)],
    ...lines.map((line): Line => ['  ', changeLine(line)]),
    ...(omitted > 0 ? [[mark('dim', `  … ${counted(omitted, 'more line')}`)]] : []),
  ];
}

function resultLines(result: Result): Line[] {
  const { device, platform, status, code, message, detail } = result;
  return [
    [],
    [
      mark('strong', device),
      '  ',
      mark(EMPHASIS[status], code === null ? status : `${status} ${code}`),
      mark('dim', `  ${platform}, ${duration(result.duration_ms)}`),
    ],
    ...(message === null ? [] : [[`  ${message}`]]),
    ...(detail === null ? [] : [['  ', mark('dim', `“${detail}”`)]]),
    ...result.findings.map(
      (finding): Line => [
        '  ',
        mark('warn', finding.title),
        finding.evidence === null ? '' : mark('dim', `  “${finding.evidence}”`),
      ],
    ),
    ...valueLines(result.value),
    ...result.answers.flatMap(answerLines),
  ];
}

/** Facts and the like, as `key value` pairs; nested values as JSON. */
function valueLines(value: unknown): Line[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([, item]) => item !== null && item !== undefined)
    .map(
      ([key, item]): Line => [mark('dim', `  ${key} `), typeof item === 'object' ? JSON.stringify(item) : String(item)],
    );
}

function answerLines(answer: Answer): Line[] {
  const note = answer.code ?? answer.evidence;
  return [
    [mark('dim', '  > '), answer.command, note === null ? '' : mark(answer.code === null ? 'dim' : 'bad', `  ${note}`)],
    ...(answer.rows ?? []).map((row): Line => [`    ${JSON.stringify(row)}`]),
    ...((answer.rows_omitted ?? 0) > 0
      ? [[mark('dim', `    … ${counted(answer.rows_omitted ?? 0, 'more row')}`)]]
      : []),
    ...(answer.text?.trimEnd().split('\n') ?? []).map((line): Line => [`    ${line}`]),
    ...((answer.omitted_chars ?? 0) > 0 ? [[mark('dim', `    … ${answer.omitted_chars} characters more`)]] : []),
  ];
}
