/** One simulated device: what it is, how it is reached, and the door that is opened for whoever knocks. */
import type { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import { type Counters, Door } from './door.ts';
import { inventFacts } from './facts.ts';
import type { FaultActs } from './fault.ts';
import type { DealtFault } from './fault-plan.ts';
import type { PlannedDevice } from './fleet.ts';
import { ed25519HostKey, type HostKey, rsaHostKey } from './host-key.ts';
import type { Place } from './listeners.ts';
import { Machine } from './machine.ts';
import type { DeviceOs, Facts, Personality } from './personality.ts';
import { createRandom } from './random.ts';
import type { Timers } from './timers.ts';
import type { WritesLog } from './writes-log.ts';

/** What every device of a lab shares. */
export interface LabContext {
  readonly seed: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly writes: WritesLog;
  readonly startedAt: number;
  readonly username: string;
  readonly password: string;
  readonly enableSecret: string;
  readonly delayMs: (what: 'connectMs' | 'commandMs' | 'closeMs') => number;
  readonly totals: Counters;
  readonly track: (socket: Socket) => void;
}

export function noCounts(): Counters {
  return { connections: 0, logins: 0, failedLogins: 0, commands: 0, openConnections: 0 };
}

export class LabDevice {
  readonly name: string;
  readonly platform: string;
  readonly site: string;
  readonly role: string;
  readonly tags: readonly string[];
  readonly legacy: boolean;
  /** Name of the fault it was dealt, or null. */
  readonly fault: string | null;
  readonly #context: LabContext;
  readonly #personality: Personality;
  readonly #dealt: DealtFault | null;
  readonly #acts: FaultActs;
  readonly #counts = noCounts();
  readonly #sockets = new Set<Socket>();
  readonly #machine: Machine;
  #place: Place = { host: '', port: 0 };
  #keyGeneration = 0;
  #hostKey: HostKey | null = null;
  #doors = new Map<FaultActs, Door>();
  #password: string | null = null;

  constructor(
    plan: PlannedDevice,
    index: number,
    personality: Personality,
    dealt: DealtFault | null,
    context: LabContext,
  ) {
    this.name = plan.name;
    this.platform = plan.platform;
    this.site = plan.site;
    this.role = plan.role;
    this.tags = plan.tags;
    this.legacy = plan.legacy;
    this.fault = dealt?.fault.name ?? null;
    this.#context = context;
    this.#personality = personality;
    this.#dealt = dealt;
    this.#acts = dealt?.fault.acts(dealt.params, createRandom(context.seed, plan.name, 'fault')) ?? {};
    const facts = inventFacts(personality, { ...plan, seed: context.seed, index, startedAt: context.startedAt });
    const flaws = this.#acts.change ?? {};
    this.#machine = new Machine({
      name: plan.name,
      personality,
      facts: this.#acts.enable === 'refused' ? { ...facts, landsUnprivileged: true } : facts,
      flaws: dealt?.once === true ? { ...flaws, times: 1 } : flaws,
      clock: context.clock,
      timers: context.timers,
      enableSecret: () => (this.#acts.enable === 'refused' ? '\u0000' : context.enableSecret),
      wrote: this.#wrote,
      hangUpAll: () => this.#hangUpAll(),
    });
  }

  /** What is so about it: all from the seed, but for when it last started. */
  get facts(): Facts {
    return this.#machine.facts;
  }

  /** Where it listens. A fault may make the inventory say something else: see `inventoryHost`. */
  get host(): string {
    return this.#place.host;
  }

  get port(): number {
    return this.#place.port;
  }

  /** The host its inventory entry names. */
  get inventoryHost(): string {
    if (this.#acts.reach === 'nxdomain') return `${this.name}.invalid`;
    // The one address no system routes a TCP connection to, whatever its default route: nothing leaves the machine.
    if (this.#acts.reach === 'no-route') return '255.255.255.255';
    return this.host;
  }

  get reach(): FaultActs['reach'] | null {
    return this.#acts.reach ?? null;
  }

  /** The key a client meets now. */
  get hostKey(): HostKey {
    this.#hostKey ??= this.#makeKey(this.#keyGeneration + (this.#acts.hostKey === 'changed' ? 1 : 0));
    return this.#hostKey;
  }

  /** The key a known_hosts file of yesterday holds; differs from `hostKey` for a changed key. */
  get enrolledHostKey(): HostKey {
    return this.#makeKey(0);
  }

  get hasChangedKey(): boolean {
    return this.#acts.hostKey === 'changed';
  }

  get fingerprint(): string {
    return this.hostKey.fingerprint;
  }

  /** The name in its prompt. */
  get hostname(): string {
    return this.#os.hostname();
  }

  get runningConfig(): string {
    return this.#os.runningConfig();
  }

  get isConfigSaved(): boolean {
    return this.#os.isSaved();
  }

  /** What a restart would bring back, without headers that change by themselves. */
  get startupConfig(): string {
    return this.#os.startupBody();
  }

  /** Milliseconds until the device undoes an unconfirmed change; null when none waits. */
  get pendingRevert(): number | null {
    return this.#machine.pendingRevertMs;
  }

  /** SHA-256 of the running configuration without what changes by itself, in hex. */
  configHash(): string {
    return this.#machine.configHash();
  }

  /** Connections open right now. */
  sessions(): number {
    return this.#sockets.size;
  }

  /**
   * Restarts it: connections break, unsaved lines and open configuration sessions are gone. For `downMs` milliseconds
   * it turns connections away.
   */
  reboot(options: { readonly downMs?: number } = {}): void {
    this.#machine.reboot(options.downMs ?? 0);
  }

  counters(): Readonly<Counters> {
    return { ...this.#counts };
  }

  placeAt(place: Place): void {
    this.#place = place;
  }

  /** Changes the configuration behind everybody's back: one global line, recorded as the lab's. */
  configure(line: string): void {
    this.#os.configure(line, 'lab');
  }

  rename(name: string): void {
    this.#os.rename(name, 'lab');
  }

  /** From now on the device presents another key, as after a replacement. */
  replaceHostKey(): void {
    this.#keyGeneration += 1;
    this.#hostKey = null;
    this.#doors.clear();
  }

  /** Only this password is right from now on. */
  setPassword(password: string): void {
    this.#password = password;
  }

  /** Takes one accepted, paused socket. */
  accept(socket: Socket): void {
    const { timers, delayMs, clock, seed, track } = this.#context;
    track(socket);
    this.#count('connections');
    this.#count('openConnections');
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#count('openConnections', -1);
    });
    const access = this.#machine.access();
    if (access === 'refused') socket.resetAndDestroy();
    else if (access === 'silent') socket.resume();
    if (access === 'refused' || access === 'silent') return;
    const isFirst = this.#counts.connections === 1;
    const acts = this.#dealt?.once && !isFirst ? {} : this.#acts;
    if (acts.wire !== undefined) {
      acts.wire({ socket, timers, random: createRandom(seed, this.name, clock.now()) });
      return;
    }
    const cancel = timers.after(delayMs('connectMs'), () => {
      if (!socket.destroyed) this.#doorFor(acts).accept(socket);
    });
    socket.once('close', cancel);
  }

  get #os(): DeviceOs {
    return this.#machine.os;
  }

  #hangUpAll(): void {
    for (const socket of [...this.#sockets]) socket.resetAndDestroy();
  }

  readonly #wrote = (line: string, mode: string, session: string): void => {
    this.#context.writes.add({ device: this.name, line, mode, session });
  };

  readonly #count = (what: keyof Counters, by = 1): void => {
    this.#counts[what] += by;
    this.#context.totals[what] += by;
  };

  #makeKey(generation: number): HostKey {
    const words = `${this.#context.seed}/${this.name}/${generation}`;
    return this.legacy ? rsaHostKey(words) : ed25519HostKey(words);
  }

  #doorFor(acts: FaultActs): Door {
    let door = this.#doors.get(acts);
    if (door === undefined) {
      const { timers, username, password, delayMs } = this.#context;
      door = new Door({
        name: this.name,
        personality: this.#personality,
        facts: this.facts,
        os: this.#os,
        login: () => this.#machine.login(),
        timers,
        hostKey: () => this.hostKey,
        username,
        password: () => (this.#machine.access() === 'nobody' ? null : (this.#password ?? password)),
        acts,
        commandMs: () => delayMs('commandMs'),
        closeMs: () => delayMs('closeMs'),
        count: this.#count,
        wrote: this.#wrote,
      });
      this.#doors.set(acts, door);
    }
    return door;
  }
}
