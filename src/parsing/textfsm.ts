/**
 * Runs a TextFSM template over a text, line by line. Knows the machine's rules as the Python original has them; knows
 * no command and no platform.
 */
import type { Groups } from './line-pattern.ts';
import type { Rule, Template, TemplateValue } from './textfsm-template.ts';

/** A cell: text, or for a List its elements. */
export type Cell = string | readonly (string | Groups)[];

/** One row, in the order of the template's values, by name as the template writes it. */
export type FsmRow = Readonly<Record<string, Cell>>;

/** A rule said that the text is not what the template is for. */
export class ParseRefusal extends Error {
  override readonly name = 'ParseRefusal';
}

// As Python's `splitlines`.
const LINE_END = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/;
// A screen of 512 columns and a long description; what is longer is no line of a table.
const LINE_CHARS = 4_096;
// About half a second of work at a microsecond each; the largest table of a real device needs a fifth of it.
const MOST_TRIES = 500_000;

/**
 * The rows of `text`.
 * @throws {ParseRefusal} when a rule with the action Error matches, or when the text costs more than any real one.
 */
export function runTemplate(template: Template, text: string): readonly FsmRow[] {
  const machine = new Machine(template);
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    machine.readLine(line.slice(0, LINE_CHARS));
    if (machine.state === 'End' || machine.state === 'EOF') break;
  }
  if (machine.state !== 'End' && !template.states.has('EOF')) machine.record();
  return machine.rows;
}

interface Slot {
  readonly value: TemplateValue;
  current: Cell | null;
  /** Filldown: what comes back after a row; List: the elements so far. */
  remembered: string | null;
  elements: (string | Groups)[];
}

class Machine {
  readonly rows: Record<string, Cell>[] = [];
  state = 'Start';
  readonly #states: Template['states'];
  readonly #slots: ReadonlyMap<string, Slot>;
  #rules: readonly Rule[];
  #tries = 0;

  constructor(template: Template) {
    this.#states = template.states;
    this.#rules = template.states.get('Start') ?? [];
    const slots = template.values.map((value): Slot => ({ value, current: null, remembered: null, elements: [] }));
    this.#slots = new Map(slots.map((slot) => [slot.value.name, slot]));
  }

  readLine(line: string): void {
    for (const rule of this.#rules) {
      if (++this.#tries > MOST_TRIES) throw new ParseRefusal('the text is too long to parse');
      const groups = rule.match(line);
      if (groups === null) continue;
      for (const [name, text] of Object.entries(groups)) this.#assign(name, text);
      this.#recordOp(rule);
      if (rule.lineOp === 'Error') throw new ParseRefusal(rule.newState ?? 'a line of another command');
      if (rule.lineOp === 'Continue') continue;
      if (rule.newState !== null) this.#enter(rule.newState);
      return;
    }
  }

  /** Adds the row, unless nothing was found or something required is missing. */
  record(): void {
    const slots = [...this.#slots.values()];
    if (slots.some(({ value, current }) => value.options.has('Required') && (current === null || current === ''))) {
      this.#clear();
      return;
    }
    const cells = slots.map((slot): Cell | null =>
      slot.value.options.has('List') ? [...slot.elements] : slot.current,
    );
    if (cells.every((cell) => cell === null || (Array.isArray(cell) && cell.length === 0))) return;
    this.rows.push(Object.fromEntries(slots.map((slot, index) => [slot.value.name, cells[index] ?? ''])));
    this.#clear();
  }

  #recordOp({ recordOp }: Rule): void {
    if (recordOp === 'Record') this.record();
    else if (recordOp === 'Clear') this.#clear();
    else if (recordOp === 'Clearall') {
      for (const slot of this.#slots.values()) Object.assign(slot, { current: null, remembered: null, elements: [] });
    }
  }

  #enter(state: string): void {
    this.state = state;
    this.#rules = this.#states.get(state) ?? [];
  }

  #assign(name: string, text: string | null): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    const { options, nested } = slot.value;
    slot.current = text;
    if (options.has('Filldown')) slot.remembered = text;
    if (options.has('List')) slot.elements.push((text !== null && nested?.(text)) || (text ?? ''));
    if (options.has('Fillup') && text !== null && text !== '') this.#fillUp(name, text);
  }

  /** Writes `text` into the rows above that have nothing there yet. */
  #fillUp(name: string, text: string): void {
    for (let index = this.rows.length - 1; index >= 0; index--) {
      const row = this.rows[index];
      if (row === undefined || row[name]?.length !== 0) return;
      row[name] = text;
    }
  }

  #clear(): void {
    for (const slot of this.#slots.values()) {
      const isKept = slot.value.options.has('Filldown');
      slot.current = isKept ? slot.remembered : null;
      if (!isKept) slot.elements = [];
    }
  }
}
