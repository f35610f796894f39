/** How Junos writes its configuration: braces, lists in brackets, and which blocks mean something by their order. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { PlatformConfig } from './define.ts';

const SYNTAX: ConfigSyntax = {
  form: 'braces',
  comment: /^#/,
  verbatim: [],
  orderedBlocks: [
    /^(?:(?:inactive|protect): )*(?:filter|policy-statement|rule-set) \S+$/,
    /^(?:(?:inactive|protect): )*from-zone \S+ to-zone \S+$/,
    // The policies between all zones; servers that are asked in turn.
    /^(?:(?:inactive|protect): )*(?:global|tacplus-server|radius-server|name-server)$/,
  ],
  orderedLines: [],
  settings: [
    /^version(?= |$)/,
    /^host-name(?= |$)/,
    /^domain-name(?= |$)/,
    /^time-zone(?= |$)/,
    /^(?:location|contact)(?= |$)/,
    /^description(?= |$)/,
    /^(?:mtu|speed|link-mode|bandwidth|metric|preference|native-vlan-id|vlan-id|l3-interface)(?= |$)/,
    /^(?:router-id|autonomous-system|peer-as|local-as|local-address|hold-time|authentication-key|type)(?= |$)/,
    /^(?:encrypted-password|root-login|uid|full-name|message|announcement|secret)(?= |$)/,
    /^(?:interface-mode|port-mode|priority|bridge-priority|cost|interface-type|idle-timeout)(?= |$)/,
    /^(?:connection-limit|rate-limit|max-sessions-per-connection|timeout|retry)(?= |$)/,
  ],
  interfaceTypes: [],
  numberLists: [],
  negation: 'delete',
};

export const JUNOS_CONFIG: PlatformConfig = {
  read: 'show configuration',
  syntax: SYNTAX,
  volatile: [
    // ## Last commit: 2026-11-23 10:15:02 UTC by netops
    { pattern: /^## Last (?:commit|changed): .*(?:\n|$)/gm, replace: '' },
    // {master:0}, the line of context below the answer
    { pattern: /^\{(?:master|backup|linecard|primary|secondary)(?::[\w.-]{0,20})?\}(?:\n|$)/gm, replace: '' },
  ],
  // A cut between two top-level blocks leaves the braces balanced: that is for the size to show.
  complete: { end: null, balancedBraces: true, leastLines: 5 },
  // A commit is kept over a reload.
  saved: { commands: [], read: () => true },
};
