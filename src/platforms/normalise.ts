/** An answer without what varies by nature, so that equal devices give equal text. Knows masks; judges nothing. */
import type { PlatformDefinition } from './define.ts';

const HOSTNAME_MASK = '<hostname>';

/**
 * `text` with the platform's volatile parts masked, the device's own name as `<hostname>`, and blanks at line ends
 * and repeated blank lines removed. Pure, linear; doing it twice gives the same.
 */
export function normaliseOutput(platform: PlatformDefinition, command: string, hostname: string, text: string): string {
  let masked = maskHostname(tidyLines(text), hostname);
  for (const { pattern, replace, command: only } of platform.volatile) {
    if (only === undefined || only.test(command)) masked = masked.replace(pattern, replace);
  }
  return tidyLines(masked);
}

/** No blanks at line ends, no blank line beside another, none at either end. */
function tidyLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const kept = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''));
  if (kept.at(-1) === '') kept.pop();
  return kept.join('\n');
}

/** `text` with the name as `<hostname>`. Whole words only: `sw1` is not masked in `sw10` or `to-sw1`, but is in `sw1.example.net` and `admin@sw1>`. */
export function maskHostname(text: string, hostname: string): string {
  if (hostname === '') return text;
  let masked = '';
  let from = 0;
  for (let at = text.indexOf(hostname); at >= 0; at = text.indexOf(hostname, at + 1)) {
    const end = at + hostname.length;
    // `<` guards the words inside masks, so that doing it twice gives the same.
    if (at < from || /[\w<-]/.test(text[at - 1] ?? '') || /[\w-]/.test(text[end] ?? '')) continue;
    masked += text.slice(from, at) + HOSTNAME_MASK;
    from = end;
  }
  return masked + text.slice(from);
}
