/** A page of the inventory for people. Pure. */
import type { z } from 'zod';
import { counted } from '../core/text.ts';
import type { listDevices } from '../tools/list-devices.ts';
import { type Line, mark } from './line.ts';
import { quoted } from './shell-command.ts';
import { tableLines } from './table.ts';

export type WireDevices = z.infer<(typeof listDevices)['output']>;

export function renderDevices(page: WireDevices): Line[] {
  const fields = [...new Set(page.devices.flatMap((device) => Object.keys(device)))];
  const rows = page.devices.map((device) => fields.map((field) => cell(device[field])));
  return [
    [mark('strong', counted(page.total, 'device'))],
    ...countLine('platforms', page.by_platform),
    ...countLine('sites', page.by_site),
    ...countLine('roles', page.by_role),
    ...(rows.length === 0
      ? []
      : [
          [],
          ...tableLines(
            fields.map((field) => field.toUpperCase()),
            rows,
          ),
        ]),
    ...(page.next_cursor === null ? [] : [[], [mark('dim', `More: add --cursor ${quoted(page.next_cursor)}`)]]),
  ];
}

function countLine(title: string, counts: WireDevices['by_platform']): Line[] {
  if (counts.top.every(({ name }) => name === null)) return [];
  const named = counts.top.map(({ name, devices }) => `${name ?? 'none'} ${devices.toLocaleString('en-US')}`);
  const others = counts.other_names === 0 ? [] : [`${counts.other_names} others ${counts.other_devices}`];
  return [[mark('dim', `  ${title}: `), [...named, ...others].join(', ')]];
}

const cell = (value: unknown): string =>
  value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);
