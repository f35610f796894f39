/** Lines that devices of several makes show around a login. Knows their words; decides nothing. */
import type { Interstitial, ModeWay, Refusal } from './define.ts';

/** All terminal lines taken: said after the login, just before the device closes. */
export const BUSY_LINES: readonly Refusal[] = [
  {
    pattern: /^(?:% ?)?(?:There are )?too many (?:sessions|users|logins|connections|concurrent)/i,
    code: 'DEVICE_BUSY',
  },
  { pattern: /^(?:% ?)?connection refused by remote host/i, code: 'DEVICE_BUSY' },
  { pattern: /^(?:% ?)?(?:all|no free) (?:vty|terminal|tty) lines?\b/i, code: 'DEVICE_BUSY' },
  { pattern: /^(?:% ?)?(?:all lines|all vtys) (?:are )?(?:busy|in use)/i, code: 'DEVICE_BUSY' },
  {
    pattern:
      /^(?:% ?)?max(?:imum)?(?: number of)? (?:sessions|users|logins|connections)\b.{0,40}\b(?:reached|exceeded)/i,
    code: 'DEVICE_BUSY',
  },
];

/** Questions that only a person may answer: licences, first-time dialogs, expired passwords. */
export const QUESTIONS: readonly Interstitial[] = [
  { pattern: /^.{0,200}[[(](?:yes[/,]no(?:\/cancel)?|y\/n)[\])]\??(?: [[(]\w{0,6}[\])])? ?[:?]? ?$/i },
  { pattern: /^(?:enter |confirm |retype |re-enter )?(?:the )?(?:old|current|new) (?:unix )?password ?: ?$/i },
  { pattern: /^press (?:any key|enter|<enter>) to continue\.{0,3} ?$/i },
];

/** From the user level to the privileged one, with the enable password where the device asks for it. */
export const ENABLE: ModeWay = {
  to: 'privileged',
  send: 'enable',
  password: { prompt: /^(?:enable )?password: ?$/i, key: 'enable' },
  refused: [
    /^% ?(?:Bad secrets|Bad passwords|Access denied|Error in authentication|Authentication failed)/i,
    /^% ?(?:No password set|Authorization (?:denied|failed)|Login (?:invalid|incorrect|failed))/i,
  ],
};

/**
 * Syslog of the Cisco family on the terminal. Matches
 * `*Nov 23 10:15:02.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/1, changed state to up`
 * and `RP/0/RP0/CPU0:Nov 23 10:15:02.123 UTC: ifmgr[202]: %PKT_INFRA-LINK-3-UPDOWN : Interface Te0/0/0/1, …`.
 */
export const CISCO_SYSLOG: readonly RegExp[] = [
  /^[^%]{0,120}%[A-Z][A-Z0-9_]{1,31}-(?:[A-Z][A-Z0-9_]{1,31}-){0,3}[0-7]-[A-Z][A-Z0-9_]{1,40} ?: .*$/,
];
