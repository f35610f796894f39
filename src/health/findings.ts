/**
 * What is worth a look on one device, one rule each: data and small pure functions. Knows what a device said of
 * itself; knows nothing of how it was asked or of other devices.
 */
import type { GroupMark } from '../core/run-state.ts';
import type { SessionLink } from '../core/session.ts';
import type { DeviceFacts } from '../platforms/define.ts';

/** One visited device, as the rules see it. Every text is cleaned and redacted already. */
export interface Observed {
  readonly device: string;
  readonly facts: DeviceFacts;
  /** The name in the prompt; empty where there is no prompt. */
  readonly promptHostname: string;
  readonly link: SessionLink;
  /** First line of the first answer, or null: shown where nothing could be read from it. */
  readonly firstLine: string | null;
}

export interface Finding {
  /** Part of the group key; stable, so that runs can be compared. */
  readonly id: string;
  readonly severity: GroupMark['severity'];
  readonly title: string;
  readonly applies: (observed: Observed) => boolean;
  /** One line that shows it, or null where the title says all. */
  readonly evidence: (observed: Observed) => string | null;
}

// A day: whoever looks at a morning check wants the restarts of the night.
const RECENT_SECONDS = 24 * 3600;
// Shortest device name that a prompt may be a cut form of: IOS cuts to 20 characters in some modes.
const PROMPT_CUT = 20;

const factsUnreadable: Finding = {
  id: 'facts-unreadable',
  severity: 'warning',
  title: 'facts could not be read',
  applies: ({ facts }) => facts.version === undefined,
  evidence: ({ firstLine }) => firstLine,
};

const configNotSaved: Finding = {
  id: 'config-not-saved',
  severity: 'warning',
  title: 'config not saved',
  applies: ({ facts }) => facts.configSaved === false,
  evidence: () => null,
};

const hostnameDiffers: Finding = {
  id: 'hostname-differs',
  severity: 'warning',
  title: 'hostname differs from the inventory',
  applies: ({ device, facts, promptHostname }) => {
    const own = facts.hostname ?? promptHostname;
    return own !== '' && !isAddress(device) && !sameName(device, own);
  },
  evidence: ({ facts, promptHostname }) => `hostname ${facts.hostname ?? promptHostname}`,
};

const restarted: Finding = {
  id: 'restarted',
  severity: 'warning',
  title: 'restarted in the last 24 hours',
  applies: ({ facts }) => facts.uptimeSeconds !== undefined && facts.uptimeSeconds < RECENT_SECONDS,
  evidence: ({ facts }) => `uptime ${hoursAndMinutes(facts.uptimeSeconds ?? 0)}`,
};

const legacyAlgorithms: Finding = {
  id: 'legacy-algorithms',
  severity: 'info',
  title: 'needed legacy algorithms',
  applies: ({ link }) => link.algorithms === 'legacy',
  evidence: () => null,
};

/** What can be seen from the login alone. */
export const loginFindings: readonly Finding[] = [hostnameDiffers, legacyAlgorithms];

/** What can be seen once the facts were asked for; includes the login's. */
export const factsFindings: readonly Finding[] = [
  factsUnreadable,
  configNotSaved,
  restarted,
  hostnameDiffers,
  legacyAlgorithms,
];

/** Names are equal up to letter case and domain: `SW1` is `sw1.example.net`; a long one may have been cut. */
function sameName(inventoryName: string, own: string): boolean {
  const wanted = inventoryName.toLowerCase();
  const found = own.toLowerCase();
  if (wanted === found || wanted.startsWith(`${found}.`) || found.startsWith(`${wanted}.`)) return true;
  return found.length >= PROMPT_CUT && wanted.startsWith(found);
}

/** An inventory that names devices by address says nothing about their hostnames. */
function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || /^[\da-fA-F]*:[\da-fA-F:.]*$/.test(name);
}

function hoursAndMinutes(seconds: number): string {
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
