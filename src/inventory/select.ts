/** The devices a selector means. Knows how terms are compared and what to say when nothing is left; parses no text. */
import { RE2JS, RE2JSException } from 're2js';
import { RollcallError } from '../core/errors.ts';
import { counted, nearMatches, oneLine } from '../core/text.ts';
import type { Device } from './device.ts';
import type { DeviceList } from './device-list.ts';
import { matchesGlob } from './glob.ts';
import { type FactTable, type Field, fieldNamed, isFact } from './selector-fields.ts';
import { type Pattern, parseSelector, printTerm, type Term } from './selector-parse.ts';
import { compareVersions } from './version-order.ts';

/** What a selector may ask beside the inventory; called only when it does. */
export interface SelectLookups {
  /** Last known facts by device name, then by fact (`version`, `model`, `serial`, `uptime` in seconds, `hostname`, `config_saved`). */
  facts(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /** Names of a run's devices with that status; of all of them for null. Rejects with UNKNOWN_RUN. */
  runDevices(runId: string, status: string | null): Promise<ReadonlySet<string>>;
}

type Test = (device: Device) => boolean;

const STATUSES = ['ok', 'attention', 'failed', 'skipped', 'pending'];

/**
 * The selected devices in order of name, at least one.
 * @throws {RollcallError} BAD_SELECTOR, UNKNOWN_DEVICE (both with near matches), EMPTY_SELECTION naming the term after
 *   which nothing was left, UNKNOWN_RUN
 */
export async function selectDevices(
  inventory: DeviceList,
  selector: string,
  lookups: SelectLookups,
): Promise<readonly Device[]> {
  const parsed = parseSelector(selector);
  let left = inventory.devices;
  if (left.length === 0) throw new RollcallError('EMPTY_SELECTION', 'The inventory has no devices.');
  if (parsed === 'all') return left;
  const facts: FactTable = parsed.some((term) => isFact(term.field)) ? await lookups.facts() : new Map();
  const statuses = statusesOf(parsed);
  const steps: { term: Term; test: Test }[] = [];
  for (const term of parsed) {
    if (term.field === 'status') continue;
    const test = term.field === 'run' ? await runTest(term, statuses, lookups) : fieldTest(term, inventory, facts);
    steps.push({ term, test });
  }
  for (const { term, test } of steps) {
    const before = left.length;
    left = left.filter((device) => test(device) !== term.isNegated);
    if (left.length === 0) throw emptySelection(term, before, inventory, parsed, facts);
  }
  return left;
}

function fieldTest(term: Term, inventory: DeviceList, facts: FactTable): Test {
  const field = fieldNamed(term.field, inventory.devices, facts);
  if (term.operator !== '=') return comparison(term, field);
  const exact = new Set(term.patterns.filter(({ kind }) => kind === 'exact').map(({ text }) => text));
  if (field.isClosed) checkKnown(term.field, exact, field, inventory);
  const others = term.patterns.filter(({ kind }) => kind !== 'exact').map(matcher);
  return (device) => field.read(device).some((value) => exact.has(value) || others.some((matches) => matches(value)));
}

function matcher({ kind, text }: Pattern): (value: string) => boolean {
  if (kind === 'glob') return (value) => matchesGlob(text, value);
  try {
    const regex = RE2JS.compile(text);
    return (value) => regex.matcher(value).find();
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new RollcallError('BAD_SELECTOR', `/${oneLine(text, 100)}/ is not a regular expression of RE2 syntax.`, {
      hint: 'RE2 has no look-ahead, look-behind or back-references; `~` with `*` and `?` is often enough.',
      detail: oneLine(cause.message),
      cause,
    });
  }
}

/** A device without the field's value is neither below nor above anything. */
function comparison({ field: name, operator, patterns }: Term, field: Field): Test {
  const bounds = patterns.map(({ text }) => (name === 'uptime' ? seconds(text) : text));
  const holds = (order: number) => {
    if (order === 0) return operator === '<=' || operator === '>=';
    return order < 0 === operator.startsWith('<');
  };
  return (device) => field.read(device).some((value) => bounds.some((bound) => holds(compareVersions(value, bound))));
}

/** `90`, `15m`, `2h`, `3d`, `1w` -> seconds, as text. */
function seconds(text: string): string {
  const [, amount, unit = 's'] = /^(\d{1,9})([smhdw])?$/.exec(text) ?? [];
  if (amount === undefined) {
    throw new RollcallError('BAD_SELECTOR', `\`${oneLine(text, 40)}\` is not a time.`, {
      hint: 'Write uptime in seconds, or as 15m, 2h, 3d, 1w.',
    });
  }
  const factor = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }[unit] ?? 1;
  return String(Number(amount) * factor);
}

function checkKnown(name: string, wanted: ReadonlySet<string>, field: Field, inventory: DeviceList): void {
  if (name === 'name') {
    for (const word of wanted) if (!inventory.get(word)) throw unknownDevice(word, inventory);
    return;
  }
  const known = new Set(inventory.devices.flatMap(field.read));
  for (const word of wanted) {
    if (known.has(word)) continue;
    const near = nearMatches(word, known);
    const some = [...known].sort().slice(0, 10);
    const isWild = /[*?]/.test(word) ? `Wildcards need a tilde: \`${name}~${word}\`. ` : '';
    const advice = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${some.join(', ') || 'none'}.`;
    throw new RollcallError('BAD_SELECTOR', `No device has the ${name} \`${oneLine(word, 80)}\`.`, {
      hint: `${isWild}${advice}`,
    });
  }
}

function unknownDevice(word: string, inventory: DeviceList): RollcallError {
  const near = nearMatches(
    word,
    inventory.devices.map((device) => device.name),
  );
  return new RollcallError('UNKNOWN_DEVICE', `There is no device \`${oneLine(word, 80)}\`.`, {
    hint: `${near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''}A single word is a device's name; sites, roles and tags are written \`site=…\`, \`role=…\`, \`tag=…\`.`,
  });
}

/** The one `status=` term's values, or null for any status. */
function statusesOf(terms: readonly Term[]): readonly string[] | null {
  const [term, second] = terms.filter(({ field }) => field === 'status');
  if (!term) return null;
  const isPlain = term.operator === '=' && !term.isNegated && term.patterns.every(({ kind }) => kind === 'exact');
  const words = term.patterns.map(({ text }) => text);
  const unknown = words.find((word) => !STATUSES.includes(word));
  if (second || !isPlain || unknown !== undefined || !terms.some(({ field }) => field === 'run')) {
    const what =
      unknown === undefined
        ? '`status` is used in a way it cannot be.'
        : `There is no status \`${oneLine(unknown, 40)}\`.`;
    throw new RollcallError('BAD_SELECTOR', what, {
      hint: `Write it once, beside a run: \`run=r-… status=failed\`; ${STATUSES.join(', ')}. A field of the inventory is \`data.status\`.`,
    });
  }
  return words;
}

async function runTest(term: Term, statuses: readonly string[] | null, lookups: SelectLookups): Promise<Test> {
  if (term.operator !== '=' || term.patterns.some(({ kind }) => kind !== 'exact')) {
    throw new RollcallError('BAD_SELECTOR', 'A run is named by its whole id.', {
      hint: 'For example `run=r-20261123-101502-7f3a9c`.',
    });
  }
  const sets: ReadonlySet<string>[] = [];
  for (const { text } of term.patterns) {
    for (const status of statuses ?? [null]) sets.push(await lookups.runDevices(text, status));
  }
  return (device) => sets.some((names) => names.has(device.name));
}

function emptySelection(
  term: Term,
  before: number,
  inventory: DeviceList,
  terms: readonly Term[],
  facts: FactTable,
): RollcallError {
  const shown = oneLine(printTerm(term), 120);
  const isFirst = before === inventory.devices.length;
  const message = isFirst
    ? `No device matches \`${shown}\`.`
    : `\`${shown}\` leaves none of the ${counted(before, 'device')} that the terms before it select.`;
  const names = terms.filter(({ field, isNegated }) => field === 'name' && !isNegated);
  if (isFact(term.field) && !inventory.devices.some((device) => facts.get(device.name)?.[term.field] !== undefined)) {
    const hint = `No device's \`${term.field}\` is known yet: run \`check_devices\` with \`profile=facts\` first.`;
    return new RollcallError('EMPTY_SELECTION', message, { hint });
  }
  if (names.length > 1) {
    return new RollcallError('EMPTY_SELECTION', message, {
      hint: 'A space means AND: separate device names by commas.',
    });
  }
  return new RollcallError('EMPTY_SELECTION', message);
}
