/** The templates we bring ourselves, by platform and command. Knows which text belongs to which command only. */
import { compileLinePattern, type LinePattern } from './line-pattern.ts';
import { expandAbbreviations } from './template-index.ts';
import { interfacesStatus } from './templates/interfaces-status.ts';
import { iosBgpSummary } from './templates/ios-bgp-summary.ts';
import { iosIpInterfaceBrief } from './templates/ios-ip-interface-brief.ts';
import { iosShowVersion } from './templates/ios-show-version.ts';
import { iosxrIpInterfaceBrief } from './templates/iosxr-ip-interface-brief.ts';
import { iosxrShowVersion } from './templates/iosxr-show-version.ts';
import { nxosBgpSummary } from './templates/nxos-bgp-summary.ts';
import { nxosShowVersion } from './templates/nxos-show-version.ts';
import { showInventory } from './templates/show-inventory.ts';
import { readTemplate, type Template } from './textfsm-template.ts';

interface OwnTemplate {
  readonly platforms: readonly string[];
  /** In the notation of an index: `sh[[ow]]`. The whole command must match. */
  readonly command: string;
  readonly text: string;
}

const IOS = ['cisco_ios', 'cisco_iosxe'];

const OWN: readonly OwnTemplate[] = [
  { platforms: IOS, command: 'sh[[ow]] ver[[sion]]', text: iosShowVersion },
  { platforms: ['cisco_nxos'], command: 'sh[[ow]] ver[[sion]]', text: nxosShowVersion },
  { platforms: ['cisco_iosxr'], command: 'sh[[ow]] ver[[sion]]( br[[ief]])?', text: iosxrShowVersion },
  { platforms: [...IOS, 'cisco_nxos', 'cisco_iosxr'], command: 'sh[[ow]] inv[[entory]]( all)?', text: showInventory },
  { platforms: IOS, command: 'sh[[ow]] ip int[[erface]] br[[ief]]', text: iosIpInterfaceBrief },
  { platforms: ['cisco_iosxr'], command: 'sh[[ow]] ip(v4)? int[[erface]] br[[ief]]', text: iosxrIpInterfaceBrief },
  { platforms: [...IOS, 'cisco_nxos'], command: 'sh[[ow]] int[[erfaces]] stat[[us]]', text: interfacesStatus },
  { platforms: IOS, command: 'sh[[ow]] ip bgp( vpnv4 all)? sum[[mary]]', text: iosBgpSummary },
  { platforms: ['cisco_nxos'], command: 'sh[[ow]] ip bgp sum[[mary]]( vrf \\S+)?', text: nxosBgpSummary },
];

/** Compiled when first asked for: most processes parse a few commands, and none at start. */
let commands: ReadonlyMap<OwnTemplate, LinePattern> | null = null;
const compiled = new Map<OwnTemplate, Template>();

/** Our template for the command, abbreviated or not; undefined when we have none. */
export function ownTemplate(platform: string, command: string): Template | undefined {
  commands ??= new Map(OWN.map((row) => [row, compileLinePattern(`${expandAbbreviations(row.command)}$`)]));
  const patterns = commands;
  const own = OWN.find((row) => row.platforms.includes(platform) && patterns.get(row)?.(command));
  if (own === undefined) return undefined;
  const template = compiled.get(own) ?? readTemplate(own.text);
  compiled.set(own, template);
  return template;
}
