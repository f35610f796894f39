/**
 * A device's whole configuration, or the reason why it is not: read, proved complete, cleaned of noise. Knows a session
 * and a platform; keeps nothing.
 */
import { cleanConfig } from '../configtext/clean-config.ts';
import { stopsEarly, whyIncomplete } from '../configtext/complete-config.ts';
import { RollcallError } from '../core/errors.ts';
import type { CommandAnswer, Session } from '../core/session.ts';
import type { PlatformDefinition } from '../platforms/define.ts';

export interface ReadConfig {
  /** As the device printed it. */
  readonly raw: string;
  /** What is kept: without the lines that change by themselves. */
  readonly text: string;
  /** Whether it would survive a reload; undefined where the device does not say. */
  readonly isSaved: boolean | undefined;
}

/** @throws {RollcallError} CONFIG_INCOMPLETE, the device's own refusal, and what `session.run` throws */
export async function readConfig(session: Session, { config }: PlatformDefinition): Promise<ReadConfig> {
  const answer = await session.run(config.read);
  if (answer.error !== null) throw refusal(answer);
  const reason = whyIncomplete(answer.output, config.complete, null);
  if (reason !== null) throw incomplete(reason);
  const answers: Record<string, string> = { [config.read]: answer.output };
  for (const command of config.saved?.commands ?? []) {
    if (command in answers) continue;
    const said = await session.run(command);
    if (said.error === null) answers[command] = said.output;
  }
  return {
    raw: answer.output,
    text: cleanConfig(answer.output, config.volatile, config.syntax.verbatim),
    isSaved: config.saved?.read(answers),
  };
}

/**
 * `last` is the text that was kept; `leastRatio`: see `backups.least_ratio` of the configuration.
 * @throws {RollcallError} CONFIG_INCOMPLETE
 */
export function requireLikeLast(
  { raw, text }: ReadConfig,
  { config }: PlatformDefinition,
  last: string,
  leastRatio: number,
): void {
  const isEarly = config.complete.endsLikeLast === true && leastRatio > 0 && stopsEarly(text, last);
  const reason = isEarly
    ? 'it stops where the last one went on'
    : whyIncomplete(raw, config.complete, { sizeBytes: Buffer.byteLength(last), leastRatio });
  if (reason === null) return;
  throw incomplete(reason, {
    hint: 'It was not stored, and the last good one was kept. If it is right, set `backups.least_ratio` to 0 for one backup.',
  });
}

const incomplete = (reason: string, options: { readonly hint?: string } = {}): RollcallError =>
  new RollcallError('CONFIG_INCOMPLETE', `The configuration is not whole: ${reason}.`, {
    phase: 'command',
    ...options,
  });

function refusal({ error }: CommandAnswer): RollcallError {
  const { code, message, hint, phase, detail } = error as NonNullable<typeof error>;
  return new RollcallError(code, message, { hint, phase, ...(detail !== null && { detail }) });
}
