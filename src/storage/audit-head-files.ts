/** The audit log's head outside the log: one line in a file of its own, replaced whole. Knows files; not the chain. */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AuditHead } from './audit-log.ts';
import { syncToDisk } from './sync-to-disk.ts';

const HEAD = /^\{"hash":"([0-9a-f]{64})","seq":(0|[1-9]\d{0,14})\}\n$/;

/** `{"hash":"3fa9…","seq":17}` and a line feed. */
export const headText = ({ seq, hash }: AuditHead): string => `{"hash":"${hash}","seq":${seq}}\n`;

/** The head in a text that `headText` made, or null for any other. */
export function parseHead(text: string): AuditHead | null {
  const [, hash, seq] = HEAD.exec(text) ?? [];
  return hash === undefined ? null : { seq: Number(seq), hash };
}

/** What the file says; `null` for no file, `unreadable` for anything that is not a head. */
export async function readHeadFile(file: string): Promise<AuditHead | null | 'unreadable'> {
  try {
    return parseHead(await readFile(file, 'latin1')) ?? 'unreadable';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** On disk under its name, whole, when it resolves; a crash leaves the old one. One writer at a time. */
export async function writeHeadFile(file: string, head: AuditHead): Promise<void> {
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(headText(head));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  await syncToDisk([dirname(file)]);
}
