/** A session that opens one channel per command, for systems with a proper exec request. Knows exit codes; no prompts. */
import type { ClientChannel } from 'ssh2';
import { RollcallError } from '../core/errors.ts';
import type { DeviceFailure } from '../core/outcome.ts';
import type { CommandAnswer, RunCommandOptions, Session, SessionLink } from '../core/session.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import { deviceFailure, findRefusal } from './answer.ts';
import type { Connection, SshContext } from './connect.ts';
import { failureFromClose, failureOf } from './failure.ts';
import type { Link } from './link.ts';
import { OutputBuffer, type SpillOptions } from './output-buffer.ts';
import { cleanTerminal } from './terminal.ts';

export interface ExecSessionOptions {
  readonly platform: PlatformDefinition;
  /** The inventory's name: there is no prompt to read another from. */
  readonly hostname: string;
  readonly spill: SpillOptions;
  readonly linkFacts: SessionLink;
}

/** A logged-in connection as a session. Sends nothing by itself. */
export function createExecSession(
  context: SshContext,
  link: Link,
  connection: Connection,
  options: ExecSessionOptions,
): Session {
  const { limits, clock } = context;
  let partial: CommandAnswer | null = null;

  const run = async (command: string, runOptions: RunCommandOptions = {}): Promise<CommandAnswer> => {
    const startedAt = clock.monotonicMs();
    const buffer = new OutputBuffer(options.spill);
    partial = null;
    const answer = (error: DeviceFailure | null): CommandAnswer => {
      const output = cleanTerminal(buffer.text()).trimEnd();
      const { sizeBytes, truncated } = buffer;
      const cut = buffer.finish();
      const durationMs = Math.round(clock.monotonicMs() - startedAt);
      const spillFile = cut?.spillFile ?? null;
      return { command, output, error, sizeBytes, truncated, spillFile, sha256: cut?.sha256 ?? null, durationMs };
    };
    try {
      const exitCode = await execute(
        link,
        connection,
        command,
        buffer,
        runOptions.timeoutMs ?? limits.command_ms,
        limits.channel_ms,
      );
      const size = `The output is ${buffer.sizeBytes} bytes; its head and tail were kept.`;
      return answer(
        buffer.truncated
          ? deviceFailure('OUTPUT_TRUNCATED', size, null)
          : judge(options.platform, exitCode, buffer.text()),
      );
    } catch (failure) {
      if (failure instanceof RollcallError && buffer.sizeBytes > 0) {
        partial = answer(deviceFailure(failure.code, failure.message, failure.detail ?? null));
      }
      throw failure;
    }
  };
  return {
    hostname: options.hostname,
    link: options.linkFacts,
    run,
    get partial() {
      return partial;
    },
    get usable() {
      return link.failure === null && !link.left;
    },
    // Once it is left the answer is complete: only the goodbye is cut short.
    abort: (reason) => (link.left ? void connection.close(0) : link.fail(reason)),
    close: () => connection.close(link.failure === null ? limits.close_ms : 0),
  };
}

/** Answers the exit code; null when the system gave a signal instead. */
async function execute(
  link: Link,
  connection: Connection,
  command: string,
  buffer: OutputBuffer,
  timeoutMs: number,
  channelMs: number,
): Promise<number | null> {
  const opened = await link.within<{ readonly end: Promise<CommandEnd> }>(
    'channel',
    channelMs,
    'CHANNEL_REFUSED',
    (done) => {
      connection.client.exec(command, (error, channel) => {
        if (error) link.fail(failureOf('CHANNEL_REFUSED', 'channel', error.message, error));
        else done({ end: follow(channel, buffer) });
      });
    },
  );
  return link.within<number | null>('command', timeoutMs, 'CMD_TIMEOUT', (done) => {
    // Without an exit status the command may have been cut: success is never assumed.
    void opened.end.then((end) => (end === null ? link.fail(failureFromClose('command')) : done(end.code)));
  });
}

/** How a command ended: its exit code, null for a signal; null as a whole when the channel closed without a word. */
type CommandEnd = { readonly code: number | null } | null;

/** Listens from the moment the channel is there: a short answer and its exit status come in the same packet. */
function follow(channel: ClientChannel, buffer: OutputBuffer): Promise<CommandEnd> {
  let end: CommandEnd = null;
  channel.on('data', (chunk: Buffer) => buffer.push(chunk));
  channel.stderr.on('data', (chunk: Buffer) => buffer.push(chunk));
  channel.on('exit', (code: number | null) => {
    end = { code };
  });
  return new Promise((resolve) => channel.on('close', () => resolve(end)));
}

/** The shell's own exit codes for "not found" and "not allowed"; other non-zero codes are the program's answer. */
function judge(platform: PlatformDefinition, exitCode: number | null, output: string): DeviceFailure | null {
  const firstLine = output.split('\n', 1)[0] ?? '';
  if (exitCode === 127) return deviceFailure('CMD_REJECTED', 'The system has no such command.', firstLine);
  if (exitCode === 126) return deviceFailure('CMD_UNAUTHORIZED', 'The system does not allow this command.', firstLine);
  return exitCode === 0 ? null : findRefusal(platform, output);
}
