/**
 * Which mode a line says the device is in. Knows a platform's mode graph and, once learned, the device's own name, so
 * that another device's prompt in the output is just text. Reads lines; sends nothing.
 */
import type { ModeDefinition, ModeWay, PlatformDefinition } from '../platforms/define.ts';

export interface PromptMatch {
  readonly mode: string;
  /** The name in the prompt; empty where the platform's prompt has none. */
  readonly host: string;
  /** The whole line. */
  readonly text: string;
}

/** Shorter cut names match too much: a device called `sw` is not `sw` of `switch-1`. */
const LEAST_CUT_CHARS = 8;

/** The mode whose prompt `line` (the whole last line, cleaned) is, or null. */
export function matchPrompt(platform: PlatformDefinition, line: string): PromptMatch | null {
  if (line === '' || line.length > 256) return null;
  for (const [mode, definition] of Object.entries(platform.modes)) {
    const match = definition.prompt.exec(line);
    if (match !== null && !(definition.not?.some((pattern) => pattern.test(line)) ?? false)) {
      return { mode, host: match.groups?.['host'] ?? '', text: line };
    }
  }
  return null;
}

/** True when `match` is the prompt of the device that was learned as `host` (config modes may cut the name). */
export function isOwnPrompt(platform: PlatformDefinition, match: PromptMatch, host: string): boolean {
  if (match.host === host) return true;
  const cut = (platform.modes[match.mode] as ModeDefinition).hostCut;
  return cut !== undefined && match.host.length >= Math.min(cut, LEAST_CUT_CHARS) && host.startsWith(match.host);
}

/** The shortest list of steps from one mode to another, or null when there is no way. */
export function wayBetween(platform: PlatformDefinition, from: string, to: string): ModeWay[] | null {
  const queue: { mode: string; steps: ModeWay[] }[] = [{ mode: from, steps: [] }];
  const seen = new Set([from]);
  for (let at = 0; at < queue.length; at++) {
    const { mode, steps } = queue[at] as (typeof queue)[number];
    if (mode === to) return steps;
    for (const way of platform.modes[mode]?.ways ?? []) {
      if (seen.has(way.to)) continue;
      seen.add(way.to);
      queue.push({ mode: way.to, steps: [...steps, way] });
    }
  }
  return null;
}
