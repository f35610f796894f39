/** Which devices get which faults. Knows the plan file and how to deal; nothing of what a fault does. */
import { parse } from 'yaml';
import { z } from 'zod';
import { RollcallError } from '../core/errors.ts';
import type { Fault, FaultParams } from './fault.ts';
import { faultNamed } from './faults.ts';
import { createRandom } from './random.ts';

const orderSchema = z.strictObject({
  fault: z.string(),
  /** A number of devices, a share (`2%`), or their names. */
  devices: z.union([z.int().min(1), z.string().regex(/^\d+(?:\.\d+)?%$/), z.array(z.string()).min(1)]),
  /** Strikes at the first connection only. */
  once: z.boolean().default(false),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

const planSchema = z.strictObject({ faults: z.array(orderSchema) });

/** What `faults.yaml` says: `faults: [{fault: auth-denied, devices: 2%}]`. */
export type FaultPlan = z.input<typeof planSchema>;

/** One device's share of the plan. */
export interface DealtFault {
  readonly fault: Fault;
  readonly params: FaultParams;
  readonly once: boolean;
}

/** @throws {RollcallError} BAD_INPUT naming the field */
export function parseFaultPlan(text: string): FaultPlan {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 10 });
  } catch (cause) {
    throw new RollcallError('BAD_INPUT', 'The fault plan is not valid YAML.', { cause });
  }
  return checked(value);
}

/**
 * Deals the plan's faults out by the seed: named devices first, then numbers and shares among those still healthy.
 * A device has at most one fault.
 * @throws {RollcallError} BAD_INPUT for unknown names, or when there are too few devices a fault can strike
 */
export function dealFaults(
  plan: FaultPlan,
  devices: readonly { readonly name: string; readonly platform: string }[],
  seed: number,
): ReadonlyMap<string, DealtFault> {
  const dealt = new Map<string, DealtFault>();
  const orders = planSchema.parse(checked(plan)).faults;
  const known = new Set(devices.map((device) => device.name));
  for (const { fault: name, devices: wanted, once, params } of [...orders].sort(namedFirst)) {
    const fault = faultNamed(name);
    const names = Array.isArray(wanted)
      ? wanted
      : createRandom(seed, 'fault', name)
          .shuffled(devices.filter((device) => !dealt.has(device.name) && canStrike(fault, device.platform)))
          .slice(0, countOf(wanted, devices.length))
          .map((device) => device.name);
    if (!Array.isArray(wanted) && names.length < countOf(wanted, devices.length)) {
      throw new RollcallError('BAD_INPUT', `Too few devices left for the fault "${name}".`);
    }
    for (const device of names) {
      if (!known.has(device)) throw new RollcallError('BAD_INPUT', `The fault "${name}" names no device of the lab.`);
      if (dealt.has(device))
        throw new RollcallError('BAD_INPUT', `Two faults for one device; the second is "${name}".`);
      dealt.set(device, { fault, params, once });
    }
  }
  return dealt;
}

function checked(value: unknown): FaultPlan {
  const result = planSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RollcallError(
    'BAD_INPUT',
    `The fault plan is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}.`,
  );
}

function namedFirst(a: { readonly devices: unknown }, b: { readonly devices: unknown }): number {
  return Number(Array.isArray(b.devices)) - Number(Array.isArray(a.devices));
}

function canStrike(fault: Fault, platform: string): boolean {
  return fault.platforms === undefined || fault.platforms.includes(platform);
}

function countOf(wanted: number | string, total: number): number {
  if (typeof wanted === 'number') return wanted;
  return Math.max(1, Math.round((Number.parseFloat(wanted) / 100) * total));
}
