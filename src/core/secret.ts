/** A value that never prints itself. Knows one string; refuses every way of showing it but `reveal()`. */
import { inspect } from 'node:util';

const MASK = '<secret>';

/** Holds a password or key. `String()`, JSON, template text, `util.inspect` and error dumps all give `<secret>`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where the bytes go to the wire. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }
}
