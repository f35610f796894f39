/** What enrolling found, for people. Pure. */
import { type Emphasis, type Line, mark } from './line.ts';

export interface EnrollRow {
  readonly device: string;
  /** `unknown` is a new key; `changed` and `revoked` are never filed. */
  readonly verdict: 'known' | 'unknown' | 'changed' | 'revoked' | 'failed';
  readonly type: string | null;
  readonly fingerprint: string | null;
  readonly error: string | null;
}

const WORDS: Readonly<Record<EnrollRow['verdict'], readonly [string, Emphasis]>> = {
  known: ['known  ', 'dim'],
  unknown: ['new    ', 'good'],
  changed: ['CHANGED', 'bad'],
  revoked: ['REVOKED', 'bad'],
  failed: ['failed ', 'warn'],
};

/** One line per device, as `ssh-keygen -l` shows keys; a changed key says what to do. */
export function renderEnroll(rows: readonly EnrollRow[]): Line[] {
  const lines = rows.map(({ device, verdict, type, fingerprint, error }): Line => {
    const [word, emphasis] = WORDS[verdict];
    return [mark(emphasis, word), `  ${device}  `, error ?? `${fingerprint} ${type}`];
  });
  if (!rows.some(({ verdict }) => verdict === 'changed')) return lines;
  return [
    ...lines,
    [],
    [
      mark('bad', 'A changed key is not filed.'),
      ' If the device was replaced, remove its old line from known_hosts first.',
    ],
  ];
}
