/** A change for people: its devices by where they stand, and each one that is not well with what to do. Pure. */
import { counted } from '../core/text.ts';
import type { ChangeDocument } from './change-document.ts';
import { isNotReached, STATE_WORDS, STATES } from './change-states.ts';
import { type Line, mark } from './line.ts';
import { minute } from './minute.ts';

type Device = ChangeDocument['devices'][number];

/** Names in one line; `--json` has all of them. */
const NAMES_SHOWN = 10;
/** Devices told one by one. */
const TOLD = 30;

const CHANGE_STATES: Readonly<Record<ChangeDocument['state'], string>> = {
  running: 'goes on',
  done: 'done: all waves went out',
  halted: 'stopped before its end',
  interrupted: 'interrupted: its process ended in the middle of it',
};

export function renderChange(change: ChangeDocument): Line[] {
  const { devices, finished_at: finished, undoes } = change;
  return [
    [mark('strong', `Change ${change.change_id}`), `, ${CHANGE_STATES[change.state]}`],
    [mark('dim', '  plan      '), `${change.plan_id} “${change.title}”${undoes === null ? '' : `, undoes ${undoes}`}`],
    [mark('dim', '  pushed    '), `${minute(change.started_at)} by ${change.principal}`],
    ...(finished === null ? [] : [[mark('dim', '  ended     '), minute(finished)]]),
    [],
    ...STATES.flatMap((state) => stateLine(state, devices)),
    ...renderTroubles(change),
  ];
}

function stateLine(state: Device['state'], devices: readonly Device[]): Line[] {
  const those = devices.filter((device) => device.state === state);
  if (those.length === 0) return [];
  const more = those.length - NAMES_SHOWN;
  const shown = those.slice(0, NAMES_SHOWN).map(({ device }) => device);
  const { emphasis, means } = STATE_WORDS[state];
  return [
    ['  ', mark(emphasis, `${state} ${those.length.toLocaleString('en-US')}`), `  ${means}`],
    ['      ', mark('dim', `${shown.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-US')} more` : ''}`)],
  ];
}

/** What went wrong, device by device, what needs a person first; nothing when all is well. */
export function renderTroubles({ devices, change_id: id }: Pick<ChangeDocument, 'devices' | 'change_id'>): Line[] {
  const troubled = STATES.flatMap((state) => devices.filter((device) => device.state === state && isTrouble(device)));
  if (troubled.length === 0) return [];
  const more = troubled.length - TOLD;
  return [
    [],
    [mark('strong', 'Device by device')],
    ...troubled.slice(0, TOLD).flatMap(troubleLines),
    ...(more > 0 ? [[mark('dim', `  … ${counted(more, 'more device')}: rollcall changes show ${id} --json`)]] : []),
  ];
}

const isTrouble = (device: Device): boolean =>
  STATE_WORDS[device.state].needsPerson || (device.code !== null && !isNotReached(device));

function troubleLines({ device, wave, state, code, message, detail, line_text: sent, next }: Device): Line[] {
  return [
    [
      '  ',
      mark('strong', device),
      `  wave ${wave}  `,
      mark(STATE_WORDS[state].emphasis, [state, ...(code === null ? [] : [code])].join(' ')),
    ],
    ...(message === null ? [] : [[`      ${message}`]]),
    ...(sent === null ? [] : [[`      > ${sent}`]]),
    ...(detail === null ? [] : [['      ', mark('dim', `“${detail}”`)]]),
    ...(next === null ? [] : [['      ', mark('dim', `Next: ${next}`)]]),
  ];
}
