/**
 * What a terminal would show after these characters: backspaces, returns and escape codes played out, line by line.
 * Knows one line at a time, as network devices do; knows nothing of prompts. Pure: how the bytes were cut into
 * packets cannot matter.
 */

// Anything that needs playing out: C0 but \t \n, DEL, C1.
const NEEDS_WORK = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
// One escape sequence at the position: CSI with its final byte, OSC and strings with their end, or two bytes.
const ESCAPE =
  /(?:\u001b\[|\u009b)([0-9;:?<=>!]{0,32})[ -/]{0,4}([@-~])|\u001b[\]PX^_][^\u0007\u001b\n]{0,4096}(?:\u0007|\u001b\\)?|\u001b[ -/]{0,4}[0-~]?/y;

/** `text` as shown: `\n` line ends, no terminal codes, overwritten characters gone, no trailing blanks left by erasing. */
export function cleanTerminal(text: string): string {
  const unix = text.replace(/\r{1,4}\n/g, '\n');
  if (!NEEDS_WORK.test(unix)) return unix;
  return unix
    .split('\n')
    .map((line) => (NEEDS_WORK.test(line) ? playLine(line) : line))
    .join('\n');
}

function playLine(line: string): string {
  const shown: string[] = [];
  let column = 0;
  let erased = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (char === '\u001b' || char === '\u009b') {
      ESCAPE.lastIndex = at;
      const match = ESCAPE.exec(line);
      if (match === null) continue;
      at += match[0].length - 1;
      if (match[2] === 'K') {
        shown.length = match[1] === '1' || match[1] === '2' ? 0 : Math.min(shown.length, column);
        erased = true;
      } else if (match[2] === 'D') {
        column = Math.max(0, column - (Number(match[1]) || 1));
      }
    } else if (char === '\b') {
      column = Math.max(0, column - 1);
      erased = true;
    } else if (char === '\r') {
      column = 0;
      erased = true;
    } else if (char === '\t' || (char >= ' ' && !(char >= '\u007f' && char <= '\u009f'))) {
      while (shown.length < column) shown.push(' ');
      shown[column++] = char;
    }
  }
  const result = shown.join('');
  return erased ? result.trimEnd() : result;
}

/**
 * `output` without the echo of `command` at its start. The echo may be wrapped over lines or stretched by blanks;
 * when the device did not echo, nothing is removed.
 */
export function withoutEcho(output: string, command: string): string {
  const wanted = command.replace(/\s+/g, '');
  let at = 0;
  let matched = 0;
  // A wrap costs a line end and perhaps a continuation mark; more than this is not an echo.
  const most = command.length * 2 + 16;
  while (matched < wanted.length && at < output.length && at < most) {
    const char = output[at] as string;
    if (char === wanted[matched]) matched++;
    else if (!/\s/.test(char)) return output;
    at++;
  }
  if (matched < wanted.length) return output;
  const end = output.indexOf('\n', at);
  const rest = output.slice(at, end < 0 ? undefined : end);
  // `show ver` echoed and the answer `show version 1` on the same line would not be an echo.
  if (rest.trim() !== '') return output;
  return end < 0 ? '' : output.slice(end + 1);
}
