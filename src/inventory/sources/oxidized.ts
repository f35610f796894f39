/** Oxidized's `router.db`: one device a line, fields between delimiters. Knows positions; keeps no password. */
import type { SourceConfig } from '../../config/config.ts';
import { asList, inventoryError, type RawDevice, rawDevice, type SourceContext, secretWarning } from './raw-device.ts';

type OxidizedSource = Extract<SourceConfig, { type: 'oxidized' }>;

/** Oxidized's words for our fields. */
const OUR_WORDS = new Map([
  ['ip', 'host'],
  ['model', 'platform'],
  ['username', 'user'],
  ['ssh_port', 'port'],
  ['group', 'groups'],
]);
const SECRETS = ['password', 'enable'];

// Without `columns`, in files as Oxidized's manual shows them.
const WITHOUT_IP = ['name', 'platform', 'user', 'password', 'enable'];
const WITH_IP = ['name', 'host', 'platform', 'user', 'password', 'enable'];

/**
 * One device per line that is neither blank nor a comment. Without `columns` a line is `name:model…` when its second
 * field is a platform, `name:ip:model…` otherwise.
 * @throws {RollcallError} INVENTORY_INVALID naming file and line
 */
export async function readOxidized(source: OxidizedSource, context: SourceContext): Promise<readonly RawDevice[]> {
  const text = await context.files.read(source.path);
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (/^\s*(?:#|$)/.test(line)) return [];
    return [device(line.split(source.delimiter), `${source.path}:${i + 1}`, source, context)];
  });
}

function device(fields: readonly string[], place: string, source: OxidizedSource, context: SourceContext): RawDevice {
  const columns = source.columns ? mappedColumns(source.columns) : usualColumns(fields, context);
  if (!columns.includes('name')) throw inventoryError(place, 'no column is mapped to `name`');
  if (!source.columns && fields.length > columns.length) {
    const hint = `Map the fields under \`columns\` of this source, or set \`delimiter\` when a field contains "${source.delimiter}".`;
    throw inventoryError(place, `has ${fields.length} fields; ${columns.length} are known`, hint);
  }
  const values = Object.fromEntries(
    columns.flatMap((column, i) => (column === undefined ? [] : [[column, fields[i]?.trim() ?? '']])),
  ) as Record<string, string>;
  const { name = '', host, port, platform, user, groups, ...rest } = values;
  const variables = Object.entries(rest).filter(([key, value]) => {
    if (SECRETS.includes(key) && value !== '') context.warn(secretWarning(place, key), name);
    return !SECRETS.includes(key) && value !== '';
  });
  return rawDevice(
    {
      name,
      place,
      groups: asList(groups),
      reach: { host, port, platform, user },
      variables: Object.fromEntries(variables),
    },
    context,
  );
}

function usualColumns(fields: readonly string[], context: SourceContext): readonly (string | undefined)[] {
  return context.isPlatform(fields[1]?.trim() ?? '') || fields.length < 3 ? WITHOUT_IP : WITH_IP;
}

/** `{name: 0, model: 2}` -> `['name', undefined, 'platform']`. */
function mappedColumns(map: Readonly<Record<string, number>>): readonly (string | undefined)[] {
  const columns: (string | undefined)[] = [];
  for (const [field, position] of Object.entries(map)) columns[position] = OUR_WORDS.get(field) ?? field;
  return Array.from(columns);
}
