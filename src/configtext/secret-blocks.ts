/**
 * Secrets of many lines: keys and certificates in PEM, certificates in hexadecimal. Knows where they begin and end,
 * also where the text was cut; replaces each body by one tag.
 */
import { startOfLine } from './redact-line.ts';
import { hideValue, type SecretTag } from './secret-tag.ts';
import type { TextPiece } from './text-pieces.ts';

const LABEL = '(?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|(?:X509 |TRUSTED )?CERTIFICATE|OpenVPN Static key V1)';
// `-----BEGIN RSA PRIVATE KEY-----` or `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----`, and what follows up to more dashes.
const BEGIN = new RegExp(`(-{4,5} ?BEGIN ${LABEL} ?-{4,5})((?:[^-]|-(?!---))*)`, 'g'); // built: from the constant LABEL
const END = new RegExp(`-{4,5} ?END ${LABEL} ?-{4,5}`, 'g'); // built: from the constant LABEL
const BASE64 = /^[A-Za-z0-9+/=]+$/;
// `DEK-Info: AES-128-CBC,1F…`
const HEADER = /^[A-Za-z-]{3,40}: /;
// `Private-Lines: 8` of a PuTTY key
const PUTTY = /^Private-Lines: \d{1,4}$/;
// ` certificate self-signed 01` and the lines under it, up to `quit`
const HEX_BEGIN = /^(?:certificate (?:[a-z-]{1,20} ){0,2}[0-9A-Fa-f]{1,80}|key-string)$/;
const HEX = /^[0-9A-Fa-f]{2,8}(?: [0-9A-Fa-f]{2,8}){0,20}$/;
// Full lines of a body whose beginning was cut away: IOS prints eight words of eight digits, PEM 64 characters, OpenSSH
// 70, MIME 76. A digest in hexadecimal has no small and capital letters together.
const FULL_HEX = /^(?:[0-9A-F]{8} ){7}[0-9A-F]{8}$/;
const FULL_BASE64 =
  /^(?=.{0,75}[a-z])(?=.{0,75}[A-Z])(?=.{0,75}[0-9])(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{70}|[A-Za-z0-9+/]{76})$/;
const MAY_BE_FULL = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{64}|(?<![0-9A-F])[0-9A-F]{8} (?:[0-9A-F]{8} ){6}[0-9A-F]{8}/;
const PUBLIC_BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PUBLIC KEY ?-{4,5}/;

type IsBody = (line: string) => boolean;

/** `pieces` with the body of each key and certificate replaced by its tag; those that `skips` says are left alone. */
export function hideBlocks(
  pieces: readonly TextPiece[],
  tag: SecretTag,
  skips: (line: string) => boolean = () => false,
): TextPiece[] {
  const shown: TextPiece[] = [];
  for (let index = 0; index < pieces.length; ) {
    const piece = pieces[index] as TextPiece;
    index++;
    if (mayBeBody(piece.text)) {
      const next = hideRun(pieces, index - 1, cutBody(), shown, tag);
      if (next >= index) {
        index = next;
        continue;
      }
    }
    const isBody = bodyAfter(piece.text);
    if (isBody === null || skips(piece.text)) {
      shown.push(piece);
      if (isPublic(piece.text)) index = showRun(pieces, index, shown);
      continue;
    }
    if (isBody === isTail) hideTail(shown, tag);
    const text = piece.text.replace(BEGIN, (_, begin: string, body: string) => begin + hideBody(body, tag));
    shown.push({ text, end: piece.end });
    if (piece.end !== '"') index = hideRun(pieces, index, isBody, shown, tag);
  }
  return shown;
}

/** Whether `text` may hold the body of a key or certificate that neither begins nor ends in it. */
export const mayHoldBody = (text: string): boolean => MAY_BE_FULL.test(text);

// A quick look at a line: long, and its last 64 characters without a blank or with one before the last word of eight.
const mayBeBody = (line: string): boolean =>
  line.length >= 64 && (line.at(-9) === ' ' || !line.includes(' ', line.length - 64)) && MAY_BE_FULL.test(line);

/** Full lines, and after them one that is not. */
function cutBody(): IsBody {
  let isHex = false;
  let fullLength = 0;
  return (line) => {
    if (fullLength === 0) {
      isHex = FULL_HEX.test(line);
      fullLength = isHex || FULL_BASE64.test(line) ? line.length : -1;
      return fullLength > 0;
    }
    if (isHex) return HEX.test(line);
    if (!BASE64.test(line) || line.length > fullLength) return false;
    const isFull = line.length === fullLength;
    if (!isFull) fullLength = -1;
    return isFull || line.length >= 20 || line.endsWith('=');
  };
}

const isPublic = (line: string): boolean => line.includes('---') && PUBLIC_BEGIN.test(line);

/** Keeps the lines of a public key from `index` on; answers the index after them. */
function showRun(pieces: readonly TextPiece[], index: number, shown: TextPiece[]): number {
  const isBody = pemBody();
  let next = index;
  for (let piece = pieces[next]; piece !== undefined && isBody(bare(piece.text)); piece = pieces[next]) {
    shown.push(piece);
    next++;
  }
  return next;
}

/** What the lines after `text` look like when it begins a block, or null when it does not. */
function bodyAfter(text: string): IsBody | null {
  if (text.includes('---')) {
    const begin = text.search(BEGIN);
    const lastEnd = [...text.matchAll(END)].at(-1)?.index ?? -1;
    if (begin < 0) return lastEnd < 0 ? null : isTail;
    const lastBegin = [...text.matchAll(BEGIN)].at(-1)?.index ?? -1;
    return lastBegin > lastEnd ? pemBody() : () => false;
  }
  const words =
    text.includes('ertificate') || text.includes('key-string') || text.includes('Private-') ? bare(text) : '';
  if (HEX_BEGIN.test(words)) return (line) => HEX.test(line);
  return PUTTY.test(words) ? (line) => BASE64.test(line) : null;
}

/** Nothing follows an END whose BEGIN was cut away; what stands before it is the body. */
const isTail: IsBody = () => false;

/** Headers and a blank line, then base64. */
function pemBody(): IsBody {
  let hasBegun = false;
  return (line) => {
    if (!hasBegun && (line === '' || HEADER.test(line))) return true;
    hasBegun = BASE64.test(line);
    return hasBegun;
  };
}

/** The line without what a log, a transcript or a diff puts around it. */
const bare = (line: string): string => line.slice(startOfLine(line)).trimEnd();

function hideBody(body: string, tag: SecretTag): string {
  const text = body.trim();
  return text === '' ? body : body.replace(text, () => hideValue(text, tag));
}

/** Replaces the body lines from `index` on by one line; answers the index after them. */
function hideRun(
  pieces: readonly TextPiece[],
  index: number,
  isBody: IsBody,
  shown: TextPiece[],
  tag: SecretTag,
): number {
  let next = index;
  let body = '';
  for (let piece = pieces[next]; piece !== undefined && isBody(bare(piece.text)); piece = pieces[next]) {
    body += bare(piece.text);
    next++;
    if (piece.end === '"') break;
  }
  const first = pieces[index];
  if (body === '' || first === undefined) return index;
  shown.push({ text: first.text.slice(0, startOfLine(first.text)) + tag(body), end: pieces[next - 1]?.end ?? '' });
  return next;
}

/** Replaces the base64 lines at the end of `shown` by one line: the last may be short, those before it are full. */
function hideTail(shown: TextPiece[], tag: SecretTag): void {
  const full = 40;
  let from = shown.length;
  while (from > 0) {
    const piece = shown[from - 1] as TextPiece;
    const line = bare(piece.text);
    if (piece.end === '"' || !BASE64.test(line) || (line.length < full && from < shown.length)) break;
    from--;
  }
  const [first, ...others] = shown.splice(from);
  if (first === undefined) return;
  const body = [first, ...others].map((piece) => bare(piece.text)).join('');
  shown.push({ text: first.text.slice(0, startOfLine(first.text)) + tag(body), end: others.at(-1)?.end ?? first.end });
}
