/** The fixtures of one platform as the contract test reads them. Knows files and transcripts; judges nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DeviceFacts, ModeDefinition, PlatformDefinition } from '../../src/platforms/define.ts';

export const FIXTURES = join(import.meta.dirname, '../fixtures/platforms');

/** Per mode: lines that are its prompt, with the hostname in each (null: it shows none), and lines that are not. */
export type PromptFixture = Readonly<
  Record<string, { readonly match: Readonly<Record<string, string | null>>; readonly not: readonly string[] }>
>;

export interface LineFixture {
  /** Lines that refuse a command, with the code. */
  readonly refused: Readonly<Record<string, string>>;
  readonly benign: readonly string[];
  readonly pager: Readonly<Record<string, string>>;
  readonly notPager: readonly string[];
  /** Screens between login and prompt, with what is typed; null: nothing. */
  readonly interstitials: Readonly<Record<string, string | null>>;
  readonly async: readonly string[];
  readonly notAsync: readonly string[];
}

export interface ChangeFixture {
  /** What a device says to a line it does not take, with the code. */
  readonly refused: Readonly<Record<string, string>>;
  /** What a device may say to a line it takes. */
  readonly remarks: readonly string[];
  /** What refuses a step of the ceremony, with the code. */
  readonly steps: Readonly<Record<string, string>>;
  /** What a step that is done may say. */
  readonly fine: readonly string[];
  /** Lines with the name they give the device; null: none. */
  readonly renames: Readonly<Record<string, string | null>>;
}

export interface DeviceFixture {
  /** `<hardware>_<version>` */
  readonly name: string;
  /** The transcript's first line: real or written, device, date, source. */
  readonly origin: string;
  /** Answers by command. */
  readonly answers: Readonly<Record<string, string>>;
  readonly facts: DeviceFacts;
}

export interface ConfigFixture {
  /** `<hardware>_<version>` */
  readonly name: string;
  /** Real or written, device, date, source. */
  readonly origin: string;
  readonly text: string;
  /** The same device an hour later: only noise differs. */
  readonly again: string;
}

/** @throws when a file is missing: a platform without fixtures fails its contract. */
export function loadPrompts(platform: PlatformDefinition): PromptFixture {
  return readJson(join(FIXTURES, platform.id, 'prompts.json')) as PromptFixture;
}

/** @throws when the file is missing. */
export function loadChange(platform: PlatformDefinition): ChangeFixture {
  return readJson(join(FIXTURES, platform.id, 'change.json')) as ChangeFixture;
}

/** @throws when the file is missing. */
export function loadLines(platform: PlatformDefinition): LineFixture {
  return readJson(join(FIXTURES, platform.id, 'lines.json')) as LineFixture;
}

/** Every recorded or written device of the platform; empty when there is none. */
export function loadDevices(platform: PlatformDefinition): DeviceFixture[] {
  return foldersOf(platform).map((folder) => {
    const text = readFileSync(join(folder, 'session.txt'), 'utf8');
    const [origin = ''] = text.split('\n', 1);
    return {
      name: basename(folder),
      origin,
      answers: answersOf(platform.modes[platform.readMode] as ModeDefinition, text.slice(origin.length + 1)),
      facts: readJson(join(folder, 'facts.json')) as DeviceFacts,
    };
  });
}

/** The platform's configurations; empty when no device has one. @throws when a second reading or the origin is missing. */
export function loadConfigs(platform: PlatformDefinition): ConfigFixture[] {
  const origins = readFileSync(join(FIXTURES, 'README.md'), 'utf8').split('\n');
  return foldersOf(platform)
    .filter((folder) => existsSync(join(folder, 'config.txt')))
    .map((folder) => {
      const name = basename(folder);
      const mark = `- \`${platform.id}/${name}\`: `;
      return {
        name,
        origin: origins.find((line) => line.startsWith(mark))?.slice(mark.length) ?? '',
        text: readFileSync(join(folder, 'config.txt'), 'utf8'),
        again: readFileSync(join(folder, 'config-again.txt'), 'utf8'),
      };
    });
}

function foldersOf(platform: PlatformDefinition): string[] {
  const folder = join(FIXTURES, platform.id);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(folder, name));
}

/** Splits a transcript at its prompts: `sw1#show version` begins an answer, `sw1#` alone ends the last one. */
export function answersOf(mode: ModeDefinition, transcript: string): Record<string, string> {
  const answers: Record<string, string> = {};
  let command: string | null = null;
  for (const line of transcript.split('\n')) {
    const typed = commandOf(mode, line);
    if (typed !== null) command = typed;
    else if (command !== null && command !== '') answers[command] = `${answers[command] ?? ''}${line}\n`;
  }
  return answers;
}

/** What was typed after the mode's prompt, or null when the line does not begin with it. */
function commandOf(mode: ModeDefinition, line: string): string | null {
  const ends = /[#>$%] ?/g;
  for (let end = ends.exec(line); end !== null; end = ends.exec(line)) {
    const prompt = line.slice(0, end.index + end[0].length);
    const isOther = mode.not?.some((pattern) => pattern.test(prompt)) ?? false;
    if (mode.prompt.test(prompt) && !isOther) return line.slice(prompt.length).trim();
  }
  return null;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
