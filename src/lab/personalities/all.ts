/** The personalities by platform id. Knows their names only. */
import type { Personality } from '../personality.ts';
import { aristaEos } from './arista-eos.ts';
import { ciscoIos } from './cisco-ios.ts';
import { ciscoIosxe } from './cisco-iosxe.ts';
import { ciscoIosxr } from './cisco-iosxr.ts';
import { ciscoNxos } from './cisco-nxos.ts';
import { frr } from './frr.ts';
import { juniperJunos } from './juniper-junos.ts';
import { linux } from './linux.ts';

const ALL: readonly Personality[] = [ciscoIos, ciscoIosxe, ciscoNxos, ciscoIosxr, aristaEos, juniperJunos, frr, linux];

/** Platform id -> personality. */
export const personalities: ReadonlyMap<string, Personality> = new Map(ALL.map((one) => [one.platform, one]));
