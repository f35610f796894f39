/** How IOS and IOS-XE turn a line down. Knows their words only. */
import type { Trouble } from './dialect.ts';

/** IOS's answer to a line it does not take. */
export function iosRefusal({ kind, line, column, promptLength, firstWord }: Trouble): string {
  switch (kind) {
    case 'incomplete':
      return '% Incomplete command.\n\n';
    case 'ambiguous':
      return `% Ambiguous command:  "${line}"\n`;
    case 'unauthorized':
      return 'Command authorization failed.\n\n';
    case 'invalid':
      return firstWord && !line.includes(' ')
        ? `Translating "${line}"\n\n% Bad IP address or host name\n% Unknown command or computer name, or unable to find computer address\n`
        : caret(promptLength + column, "% Invalid input detected at '^' marker.\n\n");
  }
}

/** A line with `^` under the trouble, then the words. */
export function caret(column: number, words: string): string {
  return `${' '.repeat(column)}^\n${words}`;
}
