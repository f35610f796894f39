/**
 * What must hold, whatever happens: the promises of a change, each judged by what the devices did and what was written
 * down when. Knows devices, journal and audit log from outside; asks nothing of the room it judges.
 */
import type { AuditEntry } from '../../../src/storage/audit-log.ts';
import type { ChangeDevicePatch, ChangeState } from '../../../src/storage/change-store.ts';
import type { OutcomeRecord, RunRecord } from '../../../src/storage/store.ts';
import type { Box, Op } from './box.ts';
import type { Talk, Witness } from './box-session.ts';
import { configOf, textOf, withLine } from './kinds.ts';
import { type Change, ENDED, isInForce, newPart, OPEN, type Part, type Yes } from './part.ts';

export interface OracleOptions {
  readonly now: () => number;
  readonly boxOf: (device: string) => Box;
  readonly isAlive: (process: number) => boolean;
  /** The configuration behind a hash of the room's. */
  readonly textOfHash: (hash: string) => string | undefined;
  readonly audit: () => readonly AuditEntry[];
  readonly inFlight: number;
  readonly stopPercent: number;
}

export type Oracle = ReturnType<typeof createOracle>;

export function createOracle(options: OracleOptions) {
  const { now, boxOf, isAlive, textOfHash, audit, inFlight, stopPercent } = options;
  const violations: string[] = [];
  const yes = new Map<string, Yes>();
  const changes = new Map<string, Change>();
  const outcomes = new Map<string, Set<string>>();
  const must = (isSo: boolean, promise: string, what: () => string) => {
    if (!isSo) violations.push(`${promise}: ${what()}`);
  };
  const partOf = (talk: Talk) => changes.get(talk.change ?? '')?.parts.get(talk.device);
  const told = ({ device, change }: Talk) => `${device} of ${change}`;

  /** I1: every typed byte belongs to an approval of exactly this plan, given in time. */
  const judgeRight = (talk: Talk, line: string) => {
    const change = changes.get(talk.change ?? '');
    must(change !== undefined, 'I1', () => `"${line}" on ${talk.device} belongs to no change`);
    must(yes.has(talk.planHash ?? ''), 'I1', () => `"${line}" on ${told(talk)} without a yes to its plan`);
    must(change?.parts.has(talk.device) ?? false, 'I1', () => `${told(talk)} is not in the plan`);
  };

  /** I7: nobody else is at work on the box. */
  const judgeAlone = (talk: Talk, line: string) => {
    for (const other of changes.values()) {
      if (other.id === talk.change || !isAlive(other.process)) continue;
      for (const part of other.parts.values()) {
        const isAtWork = part.box === talk.box && OPEN.has(part.state);
        must(!isAtWork, 'I7', () => `"${line}" on ${told(talk)} while ${other.id} is at work there`);
      }
    }
  };

  const judgeLine = (talk: Talk, part: Part, line: string) => {
    const base = configOf(part.base);
    const isPlanned = part.lines.includes(line);
    const leadsBack = textOf(withLine(base, line) ?? base) === part.base;
    must(isPlanned || leadsBack, 'I1', () => `"${line}" on ${told(talk)} is neither planned nor the way back`);
    if (!isPlanned || leadsBack) return;
    const count = (part.counts.get(line) ?? 0) + 1;
    part.counts.set(line, count);
    must(count === 1, 'I3', () => `"${line}" on ${told(talk)} came ${count} times`);
    const isFirst = part.counts.size === 1 && count === 1;
    if (!isFirst) return;
    must(talk.shown === part.base, 'I2', () => `"${line}" on ${told(talk)} stands on another base`);
    const hasLock = talk.box.kind === 'commit-confirmed' || talk.box.kind === 'session-timer';
    must(!hasLock || talk.shownInConfig, 'I2', () => `${told(talk)} was not read again inside`);
    const isTimed = talk.box.kind === 'revert-timer';
    must(!isTimed || talk.box.pending !== null, 'I5', () => `"${line}" on ${told(talk)} with no timer armed`);
  };

  const judgeConfirm = (talk: Talk, part: Part) => {
    must(talk.openedAt > part.lastEffectAt, 'I5', () => `${told(talk)} confirmed from the session that typed`);
    const shown = talk.shown === null ? null : configOf(talk.shown);
    const isThere = shown !== null && isInForce(part, shown);
    must(isThere, 'I5', () => `${told(talk)} confirmed without having seen the lines`);
    must(part.state === 'confirming', 'I3', () => `${told(talk)} confirmed in state ${part.state}`);
  };

  const judgeSave = (talk: Talk, part: Part) => {
    must(part.state === 'confirmed', 'I12', () => `${told(talk)} saved in state ${part.state}`);
    must(talk.box.pending === null, 'I12', () => `${told(talk)} saved before it was confirmed`);
  };

  const witness: Witness = {
    took(talk, line, op: Op) {
      if (op === 'show') return;
      judgeRight(talk, line);
      judgeAlone(talk, line);
      const part = partOf(talk);
      if (part === undefined) return;
      must(part.state !== 'waiting', 'I3', () => `"${line}" on ${told(talk)} without an intent on disk`);
      must(!part.lost, 'I3', () => `"${line}" on ${told(talk)} after a loss`);
      // A change that is confirmed is still saved.
      const isOver = ENDED.has(part.state) && part.state !== 'confirmed';
      must(!isOver, 'I3', () => `"${line}" on ${told(talk)} after its end ${part.state}`);
      if (op === 'line') judgeLine(talk, part, line);
      if (op === 'confirm') judgeConfirm(talk, part);
      if (op === 'confirm') part.wasConfirmed = true;
      if (op === 'save') judgeSave(talk, part);
      if (op === 'line' || op === 'commit') part.lastEffectAt = now();
      const waits = op === 'line' && talk.visitor.candidate !== null;
      if (!waits && isInForce(part, talk.box.running)) part.wasInForce = true;
    },
    broke(talk, wasTyping) {
      const part = partOf(talk);
      if (part !== undefined && wasTyping) part.lost = true;
    },
  };

  /** I4: the end that is written down is what the device is. Left out where somebody else was at work there meanwhile. */
  const judgeEnd = (change: Change, part: Part, state: ChangeState, patch: ChangeDevicePatch) => {
    const { box } = part;
    const since = box.effects.filter(({ at }) => at >= part.beganAt);
    const isAlone = since.every(({ by }) => by === change.id);
    const what = () =>
      `${part.device} of ${change.id} is "${box.text()}", and ended as ${state}; base "${part.base}" ${patch.code} ${patch.message} ${patch.detail}`;
    // What somebody else typed looks the same, and nobody can tell.
    const mayBeTheirs = since.some(({ by }) => by === 'somebody else');
    if ((state === 'confirmed' || state === 'saved') && !mayBeTheirs) {
      must(part.wasInForce, 'I4', () => `${what()}: it never had all of the plan from this change`);
    }
    if (!isAlone) return;
    const text = box.text();
    const hasOwnTimer = box.pending?.by === change.id;
    if (state === 'confirmed' || state === 'saved') {
      must(text === part.wanted, 'I4', what);
      must(!hasOwnTimer, 'I5', () => `${what()} with its timer still going`);
      must(state === 'confirmed' || box.startup === text, 'I12', () => `${what()}, not saved`);
    }
    // A device that does not say what waits is taken at its word.
    const isSilent = box.refusedAt >= part.beganAt;
    if (state === 'rolled_back') must(text === part.base && (!hasOwnTimer || isSilent), 'I4', what);
    if (state === 'not_started') must(text === part.base || !part.isBegun, 'I4', what);
    if (state === 'drift') must(text !== part.base && text !== part.wanted, 'I4', what);
    // Also when the device had confirmed, and then said no to something of the ceremony.
    const didNotHeal = box.timerFailedAt >= part.beganAt || (part.wasConfirmed && box.refusedAt >= part.beganAt);
    if (state === 'revert_failed') must(text !== part.base && !hasOwnTimer && didNotHeal, 'I4', what);
    const wasUnseen = box.wasDownAt >= part.beganAt || isSilent;
    if (state === 'unreachable_unknown') must(wasUnseen, 'I4', () => `${what()}: it could be seen`);
  };

  const wavesOf = ({ parts }: Change) => Math.max(...[...parts.values()].map(({ wave }) => wave));

  return {
    violations,
    witness,
    yes,
    changes,
    must,
    approved(planHash: string, given: Yes) {
      yes.set(planHash, given);
    },
    began(id: string, planHash: string, process: number, startedMs: number) {
      const given = yes.get(planHash);
      must(given !== undefined, 'I1', () => `${id} was begun without a yes to its plan`);
      if (given === undefined) return;
      must(startedMs <= given.until, 'I1', () => `${id} was begun after its approval ran out`);
      const isFirst = ![...changes.values()].some(({ plan }) => plan.id === given.plan.id);
      must(isFirst, 'I1', () => `${id} uses an approval again`);
      const parts = given.plan.devices.map((planned) =>
        newPart(given.plan, planned, boxOf(planned.device), textOfHash(planned.baseHash) ?? ''),
      );
      changes.set(id, { id, plan: given.plan, process, parts: new Map(parts.map((part) => [part.device, part])) });
    },
    /** I6, at every login for a change. */
    opens(changeId: string, device: string, planHash: string) {
      must(yes.has(planHash), 'I1', () => `a permit for ${device} without a yes`);
      const change = changes.get(changeId);
      const part = change?.parts.get(device);
      if (change === undefined || part === undefined || part.opened) return;
      part.opened = true;
      part.beganAt = now();
      const parts = [...change.parts.values()];
      for (let wave = 0; wave <= wavesOf(change); wave++) {
        const members = parts.filter((one) => one.wave === wave);
        const bad = members.filter(({ audited }) => audited === 'other').length;
        const most = wave === 0 ? 0 : Math.floor((stopPercent / 100) * members.length);
        if (wave <= part.wave) {
          must(bad <= most, 'I6', () => `${device} begun although ${bad} of wave ${wave} of ${changeId} went wrong`);
        }
        const areOver = members.every(({ audited }) => audited !== null);
        if (wave < part.wave) must(areOver, 'I6', () => `${device} begun before wave ${wave} of ${changeId} was over`);
      }
      const going = parts.filter(({ opened, audited }) => opened && audited === null).length;
      must(going <= inFlight, 'I6', () => `${going} devices of ${changeId} at once`);
    },
    /** What was just put in the journal. */
    recorded(changeId: string, device: string, patch: ChangeDevicePatch) {
      const change = changes.get(changeId);
      const part = change?.parts.get(device);
      if (change === undefined || part === undefined || patch.state === undefined) return;
      const { state } = patch;
      const isSecond = ENDED.has(part.state) && part.state !== state;
      // Confirmed is on the way to saved; what could not be seen may be seen later.
      const isLater = (part.state === 'confirmed' && state === 'saved') || part.state === 'unreachable_unknown';
      must(!isSecond || isLater, 'I9', () => `${device} of ${changeId} ended as ${part.state}, then as ${state}`);
      if (state === 'intent') part.isBegun = true;
      if (ENDED.has(state)) {
        judgeEnd(change, part, state, patch);
        part.endText = part.box.text();
      }
      part.state = state;
    },
    audited({ event, change: changeId, device, code }: { [field: string]: unknown; event: string }) {
      if (event !== 'device') return;
      const part = changes.get(String(changeId))?.parts.get(String(device));
      must(
        part !== undefined,
        'I10',
        () => `an entry for ${String(device)} of ${String(changeId)}, which is not there`,
      );
      if (part === undefined) return;
      must(part.audited === null, 'I9', () => `${String(device)} of ${String(changeId)} has two ends in the log`);
      part.audited = code === null ? 'well' : 'other';
    },
    /** I9 and I10: an outcome that anybody may read. */
    answered({ id, kind, params }: RunRecord, { device, attempts }: OutcomeRecord) {
      const seen = outcomes.get(id) ?? new Set();
      outcomes.set(id, seen);
      must(!seen.has(device), 'I9', () => `${device} has two outcomes in ${id}`);
      seen.add(device);
      if (kind !== 'push' || attempts === 0) return;
      const { change_id: changeId } = params as { change_id: string };
      const isThere = audit().some((entry) => {
        return entry.event === 'device' && entry['change'] === changeId && entry['device'] === device;
      });
      must(isThere, 'I10', () => `${device} of ${changeId} was answered before it was in the log`);
    },
    runEnded({ id, kind, params, selected }: RunRecord) {
      const seen = outcomes.get(id)?.size ?? 0;
      must(seen === selected, 'I9', () => `${seen} outcomes of ${selected} in ${id}`);
      const { change_id: changeId } = params as { change_id?: string };
      const event = kind === 'push' ? 'end' : kind === 'recover' ? 'recover' : null;
      if (event === null) return;
      const isThere = audit().some((entry) => entry.event === event && entry['change'] === changeId);
      must(isThere, 'I10', () => `${kind} of ${changeId} was answered before its end was in the log`);
    },
  };
}
