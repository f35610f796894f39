/** A table of devices with a header row. Knows the usual headers; any other column becomes data. */
import type { SourceConfig } from '../../config/config.ts';
import { nearMatches, oneLine } from '../../core/text.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';
import { asList, inventoryError, type RawDevice, rawDevice, type SourceContext } from './raw-device.ts';

type CsvSource = Extract<SourceConfig, { type: 'csv' }>;

/** Our fields and the headers that mean them, compared without case, blanks, `-` and `_`. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'device', 'devicename'],
  host: ['host', 'ip', 'ipaddress', 'address', 'mgmtip', 'managementip', 'primaryip'],
  port: ['port', 'sshport'],
  platform: ['platform', 'os', 'networkos', 'devicetype'],
  user: ['user', 'username'],
  identityFile: ['identityfile', 'keyfile'],
  groups: ['groups', 'group'],
  tags: ['tags', 'tag'],
  site: ['site'],
  role: ['role', 'devicerole'],
  jump: ['jump', 'jumphost', 'proxyjump'],
  rollcall_credential: ['rollcallcredential', 'credential'],
  rollcall_algorithms: ['rollcallalgorithms', 'algorithms'],
};

/**
 * One device per row.
 * @throws {RollcallError} INVENTORY_INVALID naming file and line
 */
export async function readCsv(source: CsvSource, context: SourceContext): Promise<readonly RawDevice[]> {
  const rows = csvRows(await context.files.read(source.path), source.delimiter);
  if (!Array.isArray(rows)) {
    const { openQuoteLine } = rows as { openQuoteLine: number };
    throw inventoryError(`${source.path}:${openQuoteLine}`, 'a quoted field starts here and never ends');
  }
  const [header, ...body] = rows as readonly CsvRow[];
  if (!header) return [];
  const columns = columnNames(header, source);
  return body.map(({ line, fields }) => {
    const place = `${source.path}:${line}`;
    if (fields.length > columns.length) {
      const hint = `Put quotes around a field that contains \`${source.delimiter}\`.`;
      throw inventoryError(place, `has ${fields.length} fields where the header has ${columns.length}`, hint);
    }
    const values = columns.map((column, i) => [column, fields[i] ?? ''] as const).filter(([, value]) => value !== '');
    const { name, host, port, platform, user, identityFile, groups, ...variables } = Object.fromEntries(values);
    return rawDevice(
      {
        name: name ?? '',
        place,
        groups: asList(groups),
        reach: { host, port, platform, user, identityFile },
        variables,
      },
      context,
    );
  });
}

/** Our name of each column. `hostname` is the address beside a name column, and the name without one. */
function columnNames(header: CsvRow, source: CsvSource): readonly string[] {
  const place = `${source.path}:${header.line}`;
  const given = givenColumns(header, source);
  const found = header.fields.map((title) => given.get(title) ?? fieldOf(title, new Set(given.values())));
  const hostname = found.includes('name') ? 'host' : 'name';
  const names = found.map((name) => (plain(name) === 'hostname' ? hostname : name));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    const titles = header.fields.filter((_, i) => names[i] === twice);
    const hint = 'Rename one, or say which is meant under `columns` of this source in rollcall.yaml.';
    throw inventoryError(place, `two columns give \`${oneLine(twice, 60)}\`: ${oneLine(titles.join(', '))}`, hint);
  }
  if (names.includes('name')) return names;
  const hint =
    header.fields.length === 1
      ? 'Is the delimiter right? Set `delimiter` of this source in rollcall.yaml.'
      : 'Name one of them `name`, or map it under `columns` of this source in rollcall.yaml.';
  throw inventoryError(place, `no column is called \`name\`; there are ${oneLine(header.fields.join(', '))}`, hint);
}

function givenColumns(header: CsvRow, source: CsvSource): Map<string, string> {
  const titles = Object.entries(source.columns).map(([field, title]) => {
    const found = header.fields.find((other) => other.toLowerCase() === title.toLowerCase());
    if (found !== undefined) return [found, field] as const;
    const near = nearMatches(title, header.fields);
    const hint = near.length > 0 ? `Did you mean ${near.map((n) => oneLine(n, 60)).join(' or ')}?` : undefined;
    throw inventoryError(`${source.path}:${header.line}`, `there is no column \`${title}\` for \`${field}\``, hint);
  });
  return new Map(titles);
}

function fieldOf(title: string, taken: ReadonlySet<string>): string {
  const field = Object.keys(HEADERS).find((name) => HEADERS[name]?.includes(plain(title)));
  return field === undefined || taken.has(field) ? title : field;
}

function plain(title: string): string {
  return title.toLowerCase().replace(/[\s_-]/g, '');
}
