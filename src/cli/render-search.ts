/** Devices that have a line, or lack it, for people. Pure. */
import type { z } from 'zod';
import { counted } from '../core/text.ts';
import type { searchConfigs } from '../tools/search-configs.ts';
import { type Line, mark } from './line.ts';
import { asShellCommand, quoted } from './shell-command.ts';

export type WireSearch = z.infer<(typeof searchConfigs)['output']>;
type Found = WireSearch['devices'][number];

export function renderSearch(found: WireSearch): Line[] {
  const { headline, counts, no_backup: unknown, oldest_backup: oldest, next_cursor: cursor } = found;
  const others = counts.no_backup - unknown.length;
  const steps = found.next.flatMap((step) => asShellCommand(step) ?? []);
  return [
    [mark('strong', headline)],
    ...(oldest === null ? [] : [[mark('dim', `From backups of ${oldest} or later.`)]]),
    ...(unknown.length === 0
      ? []
      : [
          [
            mark('warn', 'No backup: '),
            unknown.join(', '),
            others > 0 ? ` and ${others.toLocaleString('en-US')} more` : '',
          ],
        ]),
    ...(found.devices.length > 0 ? [[]] : []),
    ...found.devices.flatMap(deviceLines),
    ...(cursor === null ? [] : [[], [mark('dim', `More: add --cursor ${quoted(cursor)}`)]]),
    ...(steps.length === 0 ? [] : [[], [mark('dim', 'Next:')], ...steps.map((step): Line => ['  ', step])]),
  ];
}

/** `  12  line vty 0 4 > transport input telnet`; a device that lacks the line everywhere is its name alone. */
function deviceLines({ device, platform, lines, more }: Found): Line[] {
  const width = Math.max(4, ...lines.map(({ number }) => String(number).length));
  return [
    [mark('strong', device), mark('dim', `  ${platform}`)],
    ...lines.map(
      ({ number, text, under }): Line => [
        mark('dim', `  ${String(number).padStart(width)}  ${under.map((line) => `${line} > `).join('')}`),
        text,
      ],
    ),
    ...(more > 0 ? [[mark('dim', `  … ${counted(more, 'more line')}`)]] : []),
  ];
}
