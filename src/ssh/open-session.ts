/** The door of this room: a device, its credential and its platform in, a session out. Knows the order of the parts. */
import { RollcallError } from '../core/errors.ts';
import type { ChangeSession, Session, SessionLink } from '../core/session.ts';
import { WritePermit } from '../core/write-permit.ts';
import type { Credential, Device } from '../inventory/device.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import { connect, type SshContext } from './connect.ts';
import { createExecSession } from './exec-session.ts';
import { failureFromThrown } from './failure.ts';
import type { JumpHosts } from './jump-hosts.ts';
import { Link } from './link.ts';
import { openShellSession } from './shell-session.ts';

export interface OpenSessionOptions {
  readonly device: Device;
  readonly platform: PlatformDefinition;
  readonly credential: Credential;
  readonly jumpHosts: JumpHosts;
  /** Where outputs over the cap are written; null keeps none. */
  readonly spillFolder: string | null;
  /** Its reason, a RollcallError, ends the attempt at any point; the session, once open, has its own `abort`. */
  readonly signal: AbortSignal;
}

const MIB = 1_048_576;

/** Connects, logs in, reaches the read mode. @throws {RollcallError} with the phase it failed in; nothing is left open */
export function openSession(context: SshContext, options: OpenSessionOptions): Promise<Session> {
  return open(context, options, null);
}

/**
 * As `openSession`, and what it gives may also type what changes the device.
 * @throws {RollcallError} NEEDS_APPROVAL when `permit` is not one for this device; POLICY_DENIED where the platform has
 * no command line to change it by
 */
export async function openChangeSession(
  context: SshContext,
  options: OpenSessionOptions & { readonly permit: WritePermit },
): Promise<ChangeSession> {
  const { device, platform, permit } = options;
  if (!WritePermit.isFor(permit, device.name)) {
    throw new RollcallError('NEEDS_APPROVAL', 'Nobody has approved a change of this device.', { phase: 'local' });
  }
  if (platform.channel === 'exec') {
    throw new RollcallError('POLICY_DENIED', `Rollcall does not change ${platform.title}.`, { phase: 'local' });
  }
  return (await open(context, options, permit)) as ChangeSession;
}

async function open(context: SshContext, options: OpenSessionOptions, permit: WritePermit | null): Promise<Session> {
  const { device, platform, credential, signal } = options;
  const { limits, clock } = context;
  const link = new Link(clock);
  const abort = () => link.fail(abortReason(signal));
  if (signal.aborted) throw abortReason(signal);
  signal.addEventListener('abort', abort, { once: true });
  const startedAt = clock.monotonicMs();
  try {
    const through =
      device.jumps.length === 0
        ? undefined
        : await options.jumpHosts.open(link, device.jumps, device.target, credential);
    const connection = await connect(context, link, {
      hop: device.target,
      credential,
      algorithms: device.algorithms,
      ...(through === undefined ? {} : { through }),
    });
    const linkFacts = (): SessionLink => ({
      hostKey: connection.hostKey,
      algorithms: device.algorithms,
      loginMs: Math.round(clock.monotonicMs() - startedAt),
    });
    const spill = { folder: options.spillFolder, keepBytes: limits.output_mb * MIB, spillBytes: limits.spill_mb * MIB };
    const screen = { link, platform, credential, limits, permits: context.permits };
    return platform.channel === 'exec'
      ? createExecSession(context, link, connection, { platform, hostname: device.name, spill, linkFacts: linkFacts() })
      : await openShellSession(context, link, connection, screen, { spill, linkFacts, ...(permit && { permit }) });
  } catch (failure) {
    const known = failureFromThrown(failure, link.phase);
    // Whatever is still open hangs on the link; failing it closes the socket.
    link.fail(known);
    throw link.failure ?? known;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function abortReason(signal: AbortSignal): RollcallError {
  return signal.reason instanceof RollcallError
    ? signal.reason
    : new RollcallError('CANCELLED', 'Cancelled.', { phase: 'local' });
}
