/** Where a device of a change stands, in a person's words, and what to do about it. Pure; knows every state. */
import type { ChangeDeviceRecord, ChangeRecord, ChangeState } from '../storage/change-store.ts';
import type { Emphasis } from './line.ts';
import { quoted } from './shell-command.ts';

interface StateWords {
  readonly emphasis: Emphasis;
  readonly means: string;
  /** A person has something to do. */
  readonly needsPerson: boolean;
}

/** In the order they are shown: what needs a person first. */
export const STATE_WORDS: Readonly<Record<ChangeState, StateWords>> = {
  revert_failed: { emphasis: 'bad', means: 'should have undone the change itself, and did not', needsPerson: true },
  drift: { emphasis: 'bad', means: 'neither as before nor as wanted', needsPerson: true },
  unreachable_unknown: {
    emphasis: 'bad',
    means: 'could not be read since; what is on it is not known',
    needsPerson: true,
  },
  confirmed: { emphasis: 'warn', means: 'changed and verified, perhaps not saved', needsPerson: true },
  intent: { emphasis: 'warn', means: 'being changed', needsPerson: false },
  applied: { emphasis: 'warn', means: 'changed, not confirmed yet', needsPerson: false },
  confirming: { emphasis: 'warn', means: 'changed, being confirmed', needsPerson: false },
  rolled_back: { emphasis: 'warn', means: 'as before: the change was undone', needsPerson: false },
  not_started: { emphasis: 'dim', means: 'not touched', needsPerson: false },
  waiting: { emphasis: 'dim', means: 'nothing was sent: its turn has not come', needsPerson: false },
  saved: { emphasis: 'good', means: 'changed, verified and saved', needsPerson: false },
};

export const STATES = Object.keys(STATE_WORDS) as ChangeState[];

/** Whether the device's turn never came, so that nothing about the device itself is known. */
export const isNotReached = ({ state, code }: Pick<ChangeDeviceRecord, 'state' | 'code'>): boolean =>
  state === 'not_started' && (code === null || code === 'WAVE_HALTED' || code === 'CANCELLED');

/** The next step for a device that stands so, as typed where it can be; null when there is none. */
export function nextStep(
  { state, code }: Pick<ChangeDeviceRecord, 'state' | 'code'>,
  device: string,
  change: Pick<ChangeRecord, 'id' | 'state'>,
): string | null {
  const name = quoted(device);
  const undo = `rollcall rollback ${change.id} --select ${name}`;
  switch (state) {
    case 'revert_failed':
      return `look: rollcall diff ${name} --to running; then undo: ${undo}`;
    case 'drift':
      return `look: rollcall diff ${name} --to running; undo what is left: ${undo}`;
    case 'unreachable_unknown':
      return `once it answers, this reads it and undoes what is there: ${undo}`;
    case 'confirmed':
      return 'save it on the device, or it is lost at the next reload';
    case 'not_started':
      if (isNotReached({ state, code })) return 'plan it again: its turn did not come';
      return 'mend the reason, then plan it again';
    case 'rolled_back':
      return 'mend the reason, then plan it again';
    case 'waiting':
      if (change.state === 'running') return null;
      return change.state === 'interrupted' ? 'rollcall recover' : 'plan it again: its turn did not come';
    case 'intent':
    case 'applied':
    case 'confirming':
      return change.state === 'running' ? null : 'rollcall recover';
    case 'saved':
      return null;
  }
}
