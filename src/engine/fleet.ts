/** What a process needs to visit devices at all, put together once. Knows how a session is opened; not what it is for. */
import type { Limits } from '../config/limits.ts';
import type { Clock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { ChangeSession, Session } from '../core/session.ts';
import type { WritePermit } from '../core/write-permit.ts';
import type { Credential, Device } from '../inventory/device.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import type { SshContext } from '../ssh/connect.ts';
import { createIdentityFiles } from '../ssh/identity-files.ts';
import { createJumpHosts } from '../ssh/jump-hosts.ts';
import type { KnownHosts } from '../ssh/known-hosts.ts';
import { openChangeSession, openSession } from '../ssh/open-session.ts';
import type { Lookup } from '../ssh/open-socket.ts';
import { type Admission, createAdmission } from './admission.ts';
import { createLoginGuard } from './login-guard.ts';

export interface FleetOptions {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly knownHosts: KnownHosts;
  readonly hostKeys: 'strict' | 'accept-new';
  /** For jump hosts; each device names its own. */
  readonly algorithms: 'modern' | 'legacy';
  readonly credential: (name: string) => Promise<Credential>;
  readonly platform: (id: string) => PlatformDefinition | undefined;
  /** Folder for outputs over the cap; null keeps none. */
  readonly spillFolder: string | null;
  readonly lookup?: Lookup;
}

/** The devices' side of a process: one per process, shared by every run. */
export interface Fleet {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly admission: Admission;
  readonly ssh: SshContext;
  /** @throws {RollcallError} with the phase it failed in */
  open(device: Device, signal: AbortSignal): Promise<Session>;
  /**
   * A session that may change the device. `credential` names a set to log in with instead of the device's own.
   * @throws {RollcallError} as `open`, and NEEDS_APPROVAL when the permit is not for this device
   */
  openForChange(
    device: Device,
    options: { readonly permit: WritePermit; readonly signal: AbortSignal; readonly credential?: string },
  ): Promise<ChangeSession>;
  /** Closes jump hosts and writes what is pending. */
  close(): Promise<void>;
}

export function createFleet(options: FleetOptions): Fleet {
  const { limits, clock, log } = options;
  const admission = createAdmission({ limits, clock });
  const ssh: SshContext = {
    limits,
    clock,
    log,
    knownHosts: options.knownHosts,
    hostKeys: options.hostKeys,
    permits: createLoginGuard({ clock }),
    enterGate: admission.enterGate,
    identityFiles: createIdentityFiles(),
    ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
  };
  const jumpHosts = createJumpHosts(ssh, options.algorithms);
  const parts = async (device: Device, credentialName: string) => {
    const platform = options.platform(device.platform);
    if (platform === undefined) {
      throw new RollcallError('INVENTORY_INVALID', `Platform "${device.platform}" is not known.`, { phase: 'local' });
    }
    const credential = await options.credential(credentialName);
    return { device, platform, credential, jumpHosts, spillFolder: options.spillFolder };
  };
  return {
    limits,
    clock,
    log,
    admission,
    ssh,
    async open(device, signal) {
      return openSession(ssh, { ...(await parts(device, device.credential)), signal });
    },
    async openForChange(device, { permit, signal, credential = device.credential }) {
      return openChangeSession(ssh, { ...(await parts(device, credential)), permit, signal });
    },
    async close() {
      await jumpHosts.close();
      await options.knownHosts.flush();
    },
  };
}
