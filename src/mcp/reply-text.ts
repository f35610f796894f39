/** A reply as JSON text, within what clients take. Knows the bound; nothing of what is in it. */
import { RollcallError } from '../core/errors.ts';

/** Clients cut longer replies, and a model cannot reason over them. Far below the 10 MiB at which a connection breaks. */
const LONGEST_REPLY = 20_000;

/** `value` as JSON. @throws {RollcallError} BAD_INPUT when it is longer than a reply may be: ask for less. */
export function replyText(value: unknown, of: string): string {
  const text = JSON.stringify(value);
  if (text.length <= LONGEST_REPLY) return text;
  const [has, most] = [text.length, LONGEST_REPLY].map((characters) => characters.toLocaleString('en-US'));
  throw new RollcallError('BAD_INPUT', `The answer of ${of} would have ${has} characters; at most ${most} are sent.`, {
    hint: 'Ask for less: get_results with a smaller `limit`, one `group` or one `device`.',
  });
}
