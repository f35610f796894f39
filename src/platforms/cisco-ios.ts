/** Cisco IOS: classic switches and routers. Knows its prompts, words and noise; what it shares with IOS-XE is in ios-family.ts. */
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
export const ciscoIos = definePlatform({
  id: 'cisco_ios',
  title: 'Cisco IOS',
  aliases: ['ios', 'cisco.ios.ios'],
  modes: IOS_MODES,
  readMode: 'privileged',
  open: [
    { purpose: 'paging', send: ['terminal length 0'] },
    { purpose: 'width', send: ['terminal width 511', 'terminal width 0'] },
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
