/**
 * A simulated device without a network: what runs, what is saved, who is in configuration, what is armed. Knows what
 * each word does and when; nothing of who types it, nor of what anybody should have typed.
 */
import type { CancelTimer, Clock } from '../../../src/core/clock.ts';
import { configOf, type Kind, type Lines, textOf, withLine } from './kinds.ts';

/** What a typed line was to the device. */
export type Op = 'show' | 'open' | 'arm' | 'line' | 'commit' | 'confirm' | 'undo' | 'save' | 'leave' | 'refused';

/** One conversation, as the device sees it. */
export interface Visitor {
  /** Who began it, for the record: a change, or whatever else. */
  readonly by: string;
  inConfig: boolean;
  /** Lines that wait for a commit; null outside, and where lines take effect at once. */
  candidate: Lines | null;
  /** It has undone something, so what it takes away afterwards is no confirmation. */
  hasUndone: boolean;
}

export interface Reply {
  readonly op: Op;
  readonly output: string;
}

interface Pending {
  readonly by: string;
  readonly before: Lines;
  readonly cancel: CancelTimer;
}

/** Something changed what runs. */
export interface Effect {
  readonly by: string;
  readonly at: number;
}

export interface Box {
  readonly hostKey: string;
  readonly kind: Kind;
  /** As `show running` prints it. */
  print(): string;
  text(): string;
  readonly running: Lines;
  readonly startup: string;
  readonly pending: Pending | null;
  /** Every time that what runs was changed, in order: by a change, its timer, or somebody else. */
  readonly effects: readonly Effect[];
  /** Its next timer will do nothing. */
  timerIsDead: boolean;
  /** Not reachable until then, on the clock. */
  downUntil: number;
  /** When it last could not be reached, or did not answer; 0: never. */
  wasDownAt: number;
  /** When it last refused what it should have taken; 0: never. */
  refusedAt: number;
  /** When a timer of it last did nothing; 0: never. */
  readonly timerFailedAt: number;
  newVisitor(by: string): Visitor;
  /** The device acts on what came. `isIgnored`: a line of configuration that it takes and forgets without a word. */
  take(visitor: Visitor, line: string, isIgnored?: boolean): Reply;
  leave(visitor: Visitor): void;
  /** By somebody else; false where a lock keeps him out. */
  configure(line: string): boolean;
}

const MINUTE_MS = 60_000;
const refused = (output: string): Reply => ({ op: 'refused', output: `% ${output}` });

export function createBox(hostKey: string, kind: Kind, clock: Clock): Box {
  let running: Lines = configOf('alpha 0\npeer 0');
  let previous = running;
  let startup = textOf(running);
  let pending: Pending | null = null;
  let lock: Visitor | null = null;
  let timerFailedAt = 0;
  const checkpoints = new Map<string, Lines>();
  const effects: Effect[] = [];

  const run = (config: Lines, by: string) => {
    if (textOf(config) !== textOf(running)) effects.push({ by, at: clock.now() });
    running = config;
  };
  const arm = (minutes: number, by: string, before: Lines) => {
    pending?.cancel();
    const fire = () => {
      // A lock that is held keeps the device from going back, and it does not try again.
      if (!self.timerIsDead && lock === null) run(before, by);
      else timerFailedAt = clock.now();
      self.timerIsDead = false;
      pending = null;
    };
    pending = { by, before, cancel: clock.after(minutes * MINUTE_MS, fire) };
  };
  const disarm = (): Lines | null => {
    const before = pending?.before ?? null;
    pending?.cancel();
    pending = null;
    return before;
  };

  const takeShow = (line: string): Reply | null => {
    if (line === 'show running') return { op: 'show', output: self.print() };
    if (line === 'show pending') return { op: 'show', output: pending === null ? 'none' : `pending ${pending.by}` };
    if (line === 'show saved') return { op: 'show', output: startup === textOf(running) ? 'yes' : 'no' };
    return null;
  };

  const takeOutside = (visitor: Visitor, line: string): Reply => {
    const { by } = visitor;
    const [, way, word] = /^configure(?: (exclusive|session|timer))?(?: (\S+))?$/.exec(line) ?? [null];
    if (/^configure\b/.test(line)) {
      if (lock !== null) return refused('locked by another');
      if (way === 'timer' && pending !== null) return refused('already pending');
      if (way === 'exclusive') lock = visitor;
      if (way === 'exclusive' || way === 'session') visitor.candidate = running;
      if (way === 'timer') arm(Number(word), by, running);
      visitor.inConfig = true;
      return { op: way === 'timer' ? 'arm' : 'open', output: '' };
    }
    const [, verb, name = ''] = /^(checkpoint|no checkpoint|confirm|revert) (\S+)$/.exec(line) ?? [];
    if (verb === 'checkpoint') {
      checkpoints.set(name, running);
      return { op: 'open', output: '' };
    }
    if (verb === 'no checkpoint') {
      checkpoints.delete(name);
      return { op: visitor.hasUndone ? 'leave' : 'confirm', output: '' };
    }
    if (verb === 'confirm') return disarm() === null ? refused('nothing pending') : { op: 'confirm', output: '' };
    if (verb === 'revert') {
      const before = kind === 'checkpoint' ? checkpoints.get(name) : disarm();
      if (before == null) return refused('nothing to go back to');
      run(before, by);
      visitor.hasUndone = true;
      return { op: 'undo', output: '' };
    }
    if (line === 'write') {
      startup = textOf(running);
      return { op: 'save', output: '' };
    }
    return refused('unknown');
  };

  const takeCommit = (visitor: Visitor, line: string): Reply => {
    const { by, candidate } = visitor;
    if (candidate === null) return refused('nothing to commit');
    const [, minutes] = /^commit (?:confirmed|timer) (\d+)$/.exec(line) ?? [];
    if (minutes !== undefined) {
      previous = running;
      arm(Number(minutes), by, running);
      run(candidate, by);
      if (line.startsWith('commit timer')) self.leave(visitor);
      return { op: 'commit', output: '' };
    }
    const wasPending = disarm() !== null;
    run(candidate, by);
    return { op: visitor.hasUndone ? 'undo' : wasPending ? 'confirm' : 'commit', output: '' };
  };

  const takeInside = (visitor: Visitor, line: string, isIgnored: boolean): Reply => {
    if (line === 'end' || line === 'abort') {
      self.leave(visitor);
      return { op: 'leave', output: '' };
    }
    if (line.startsWith('commit')) return takeCommit(visitor, line);
    if (line === 'rollback 0' || line === 'rollback 1') {
      visitor.candidate = line === 'rollback 0' ? running : previous;
      visitor.hasUndone = line === 'rollback 1';
      return { op: 'leave', output: '' };
    }
    const changed = withLine(visitor.candidate ?? running, line);
    if (changed === null) return refused('unknown');
    if (isIgnored) return { op: 'line', output: '' };
    if (visitor.candidate === null) run(changed, visitor.by);
    else visitor.candidate = changed;
    return { op: 'line', output: '' };
  };

  const self: Box = {
    hostKey,
    kind,
    print: () => `hostname ${hostKey}\n${textOf(running)}\nend`,
    text: () => textOf(running),
    get running() {
      return running;
    },
    get startup() {
      // Where a commit is all there is, it survives a reload.
      return kind === 'commit-confirmed' ? textOf(running) : startup;
    },
    get pending() {
      return pending;
    },
    effects,
    timerIsDead: false,
    downUntil: 0,
    wasDownAt: 0,
    refusedAt: 0,
    get timerFailedAt() {
      return timerFailedAt;
    },
    newVisitor: (by) => ({ by, inConfig: false, candidate: null, hasUndone: false }),
    take(visitor, line, isIgnored = false) {
      return takeShow(line) ?? (visitor.inConfig ? takeInside(visitor, line, isIgnored) : takeOutside(visitor, line));
    },
    leave(visitor) {
      visitor.inConfig = false;
      visitor.candidate = null;
      if (lock === visitor) lock = null;
    },
    configure(line) {
      const changed = withLine(running, line);
      if (lock !== null || changed === null) return false;
      run(changed, 'somebody else');
      return true;
    },
  };
  return self;
}
