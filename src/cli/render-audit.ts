/** The audit log for people: entries, its head, and whether it is intact. Pure. */
import type { AuditEntry, AuditHead, AuditVerdict } from '../storage/audit-log.ts';
import { type Line, mark } from './line.ts';

/** `17:3fa9…`, as `--head` takes it. */
export const headWord = ({ seq, hash }: AuditHead): string => `${seq}:${hash}`;

/** The head in such a word; null for any other. */
export function readHeadWord(word: string): AuditHead | null {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(word) ?? [];
  return hash === undefined ? null : { seq: Number(seq), hash };
}

/** `17  2026-11-23T10:15:02.000Z  push  cli:alice  change=c-… plan=p-…`, in the order given. */
export function renderEntries(entries: readonly AuditEntry[]): Line[] {
  const width = Math.max(0, ...entries.map(({ seq }) => String(seq).length));
  return entries.map(({ seq, at, event, who, prev: _prev, hash: _hash, ...fields }): Line => {
    const told = Object.entries(fields).filter(([, value]) => value !== null);
    const words = told.map(
      ([name, value]) => `${name}=${typeof value === 'string' ? word(value) : JSON.stringify(value)}`,
    );
    return [
      mark('dim', `${String(seq).padStart(width)}  ${at}  `),
      mark('strong', event),
      `  ${who}  ${words.join(' ')}`,
    ];
  });
}

/** Hashes by their beginning: `--json` has them whole. */
function word(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text.slice(0, 12);
  return /^[\w:.-]+$/.test(text) ? text : JSON.stringify(text);
}

export function renderVerdict(verdict: AuditVerdict, { isCompared }: { readonly isCompared: boolean }): Line[] {
  if (!verdict.intact) {
    return [
      [mark('bad', 'Altered: '), verdict.problem],
      ['  ', 'What stands before that line is as it was written. Keep the file, and find out who could write it.'],
    ];
  }
  const { seq, hash } = verdict.head;
  const compare =
    'Who may write the data folder could have written all of it anew: keep heads elsewhere, and add --head.';
  return [
    [mark('good', 'Intact: '), seq === 0 ? 'nothing was written yet' : `${seq.toLocaleString('en-US')} entries`],
    [mark('dim', `  head ${headWord({ seq, hash })}`)],
    ...(isCompared ? [] : [[mark('dim', `  ${compare}`)]]),
  ];
}
