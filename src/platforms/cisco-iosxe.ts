/** Cisco IOS-XE: Catalyst 9000, ISR, ASR 1000, CSR. Knows what differs from IOS: the words of controller mode. */
import { definePlatform } from './define.ts';
import { IOS_CHANGE } from './ios-change.ts';
import { IOS_CONFIG } from './ios-config.ts';
import {
  IOS_FACT_COMMANDS,
  IOS_MODES,
  IOS_PAGER,
  IOS_READS,
  IOS_REFUSALS,
  IOS_VOLATILE,
  readIosFacts,
} from './ios-family.ts';
import { BUSY_LINES, CISCO_SYSLOG, QUESTIONS } from './login-lines.ts';

/** `archive` must be configured for `timedCommit`, `onBoxDiff` and `configReplace` to work on a given device. */
export const ciscoIosxe = definePlatform({
  id: 'cisco_iosxe',
  title: 'Cisco IOS-XE',
  aliases: ['iosxe', 'ios_xe', 'cisco_xe'],
  modes: IOS_MODES,
  readMode: 'privileged',
  open: [
    // The second words are those of SD-WAN controller mode.
    { purpose: 'paging', send: ['terminal length 0', 'screen-length 0'] },
    { purpose: 'width', send: ['terminal width 511', 'terminal width 0', 'screen-width 512'] },
  ],
  close: ['exit'],
  interstitials: [{ pattern: /^Press RETURN to get started[.!]? ?$/, answer: '' }, ...QUESTIONS],
  pager: IOS_PAGER,
  refusals: [...BUSY_LINES, ...IOS_REFUSALS],
  asyncLines: CISCO_SYSLOG,
  volatile: IOS_VOLATILE,
  reads: IOS_READS,
  facts: { commands: IOS_FACT_COMMANDS, read: readIosFacts },
  config: IOS_CONFIG,
  change: IOS_CHANGE,
  capabilities: { timedCommit: true, onBoxDiff: true, configReplace: true },
});
