/** Which names a device may have. Knows characters only: whoever makes a path or a command of a name keeps it safe. */
import { stripUnsafe } from '../core/text.ts';

// DNS ends at 253; some inventories add a site or a chassis to that.
const MAX_CHARS = 300;

/** Why `name` cannot be a device's name, e.g. `starts with "-"`; null when it can. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'is empty';
  if (name.length > MAX_CHARS) return `is longer than ${MAX_CHARS} characters`;
  if (name.startsWith('-')) return 'starts with "-", which commands would read as an option';
  if (name !== name.trim()) return 'starts or ends with a blank';
  if (/[\t\r\n]/.test(name)) return 'contains a tab or a line feed';
  if (/\p{Surrogate}/u.test(name) || stripUnsafe(name) !== name) return 'contains control or invisible characters';
  return null;
}
