/** One plan on its way out: what every device's push shares. Knows the plan, its approval and where states are written. */
import type { RollcallError } from '../core/errors.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeDialect, PlatformDefinition } from '../platforms/define.ts';
import type { ChangeDevicePatch, ChangeState } from '../storage/change-store.ts';
import type { ChangeParts } from './change-parts.ts';
import type { ChangePlan, PlannedDevice, PlannedLine } from './plan.ts';
import type { ReadConfig } from './read-config.ts';
import type { StepWords } from './type-lines.ts';

export interface PushJob extends ChangeParts {
  readonly changeId: string;
  readonly plan: ChangePlan;
  /** Computed from the plan about to be pushed. */
  readonly planHash: string;
  /** What the person approved. */
  readonly approvedHash: string;
  readonly principal: string;
  /** Devices that are not what they were when the plan was made, and why: they are never opened. */
  readonly unfit?: ReadonlyMap<string, RollcallError>;
}

/** One device of the job, with what its push needs at every step. */
export interface PushTarget {
  readonly job: PushJob;
  readonly device: Device;
  readonly planned: PlannedDevice;
  readonly platform: PlatformDefinition;
  readonly dialect: ChangeDialect;
  readonly lines: readonly PlannedLine[];
  readonly words: StepWords;
  /** Aborted by the device's deadline. */
  readonly signal: AbortSignal;
  /** Writes where the device stands; on disk when it resolves. */
  record(patch: ChangeDevicePatch): Promise<void>;
}

/** How a device ended. */
export interface PushEnd {
  readonly state: ChangeState;
  /** Null when it has what was wanted. */
  readonly error: RollcallError | null;
  /** The refused line, from 1. */
  readonly line?: number;
  /** Whether it survives a reload; null where nobody can tell. */
  readonly saved?: boolean | null;
  /** What the device said besides. */
  readonly remarks?: readonly string[];
  /** Lines that changed besides the plan's, `+ …` and `- …`. */
  readonly besides?: readonly string[];
  /** The configuration as last read. */
  readonly found?: ReadConfig;
}
