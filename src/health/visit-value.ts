/** What a read-only visit brings home, for every profile and command. Knows answers; judges nothing. */
import type { DeviceFailure } from '../core/outcome.ts';
import type { CommandAnswer, Session, SessionLink } from '../core/session.ts';

/** The value of a visit. The engine stores the outcome as `failed`, with the value kept, when `failure` is not null. */
export interface VisitValue {
  readonly answers: readonly CommandAnswer[];
  readonly failure: DeviceFailure | null;
  /** The name in the device's own prompt; may be cut by the device, or empty where there is no prompt. Untrusted. */
  readonly hostname: string;
  readonly link: SessionLink;
}

/** The answers to `commands`, in order. Throws what `session.run` throws: the session is then gone. */
export async function readAnswers(session: Session, commands: readonly string[]): Promise<readonly CommandAnswer[]> {
  const answers: CommandAnswer[] = [];
  for (const command of commands) answers.push(await session.run(command));
  return answers;
}
