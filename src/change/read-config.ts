/** The running configuration, whole and cleaned, with what it means as a hash. Knows how to read; writes nothing. */
import { cleanConfig } from '../configtext/clean-config.ts';
import { whyIncomplete } from '../configtext/complete-config.ts';
import type { ConfigHash } from '../configtext/config-hash.ts';
import { type ConfigTree, parseConfig } from '../configtext/config-tree.ts';
import { RollcallError } from '../core/errors.ts';
import type { CommandAnswer, Session } from '../core/session.ts';
import type { PlatformDefinition } from '../platforms/define.ts';

export interface ReadConfig {
  /** Without what changes by itself; holds secrets. */
  readonly text: string;
  readonly tree: ConfigTree;
  readonly hash: string;
}

/** @throws {RollcallError} CONFIG_INCOMPLETE, what the device refused with, and what `Session.run` throws */
export async function readConfig(
  session: Session,
  platform: PlatformDefinition,
  hash: ConfigHash,
): Promise<ReadConfig> {
  return configFrom(await session.run(platform.config.read), platform, hash);
}

/** The same from an answer that was had otherwise. @throws {RollcallError} CONFIG_INCOMPLETE, or the answer's own failure */
export function configFrom(answer: CommandAnswer, platform: PlatformDefinition, hash: ConfigHash): ReadConfig {
  const { error, output } = answer;
  if (error !== null) {
    throw new RollcallError(error.code, error.message, {
      phase: error.phase,
      hint: error.hint,
      ...(error.detail !== null && { detail: error.detail }),
    });
  }
  const problem = whyIncomplete(output, platform.config.complete, null);
  if (problem !== null) {
    throw new RollcallError('CONFIG_INCOMPLETE', `The configuration is not whole: ${problem}.`, { phase: 'verify' });
  }
  const text = cleanConfig(output, platform.config.volatile, platform.config.syntax.verbatim);
  const tree = parseConfig(text, platform.config.syntax);
  return { text, tree, hash: hash(tree, platform.config.syntax) };
}
