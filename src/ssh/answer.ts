/**
 * From a terminal's text to a command's answer. Knows echo, prompt, paging artefacts and the platform's refusals;
 * pure, so that the same bytes give the same answer however they were cut.
 */

import { ERROR_CODES, type ErrorCode } from '../core/errors.ts';
import type { DeviceFailure } from '../core/outcome.ts';
import { oneLine } from '../core/text.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import { cleanTerminal, withoutEcho } from './terminal.ts';

/** Lines at the start of an answer that may be a refusal; further down, a line that reads like one is content. */
const REFUSAL_LINES = 3;

/** The output alone. `prompted`: the text ends with the prompt, which is cut off; `paged`: pager lines are taken out. */
export function readAnswer(
  platform: PlatformDefinition,
  command: string,
  text: string,
  state: { readonly prompted: boolean; readonly paged: boolean },
): string {
  let shown = cleanTerminal(text);
  if (state.prompted) shown = withoutPrompt(platform, shown);
  shown = withoutEcho(shown, command);
  if (state.paged) {
    const lines = shown.split('\n');
    shown = lines.filter((line) => !platform.pager.some((pager) => pager.pattern.test(line))).join('\n');
  }
  return shown.replace(/^\n+/, '').trimEnd();
}

/** Cuts the last line, and any lines the device printed behind its prompt on its own account. */
function withoutPrompt(platform: PlatformDefinition, shown: string): string {
  const lines = shown.split('\n');
  const isAsync = (line: string) => line.trim() === '' || platform.asyncLines.some((pattern) => pattern.test(line));
  const isPromptsOwn = (line: string) => line.trim() === '' || (platform.promptContext?.test(line) ?? false);
  let end = lines.length - 1;
  while (end > 0 && isAsync(lines[end] ?? '')) end--;
  const kept = lines.slice(0, end);
  while (kept.length > 0 && isPromptsOwn(kept[kept.length - 1] ?? '')) kept.pop();
  return kept.join('\n');
}

/** What the device's words mean when they refuse the command, or null. */
export function findRefusal(platform: PlatformDefinition, output: string): DeviceFailure | null {
  const lines = output
    .slice(0, 4_096)
    .split('\n')
    .filter((line) => line.trim() !== '');
  for (const line of lines.slice(0, REFUSAL_LINES)) {
    const refusal = platform.refusals.find(({ pattern }) => pattern.test(line));
    if (refusal !== undefined) return deviceFailure(refusal.code, 'The device refused the command.', line);
  }
  return null;
}

/** A failure of phase `command`, with the code's own hint. */
export function deviceFailure(code: ErrorCode, message: string, detail: string | null): DeviceFailure {
  return {
    code,
    phase: 'command',
    message,
    hint: ERROR_CODES[code].hint,
    detail: detail === null ? null : oneLine(detail),
  };
}
