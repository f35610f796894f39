/** Revisions of a device's configuration for people. Pure. */
import type { BackupRevision } from '../storage/backup-repo.ts';
import type { Line } from './line.ts';
import { minute } from './minute.ts';
import { tableLines } from './table.ts';

/** As git abbreviates for a repository of some size; `--revision` takes it. */
const SHORT_COMMIT = 10;

export function renderRevisions(revisions: readonly BackupRevision[]): Line[] {
  return tableLines(
    ['REVISION', 'WHEN', 'WHO', 'WHY'],
    revisions.map(({ commit, at, author, subject }) => [shortCommit(commit), minute(at), author, subject]),
  );
}

/** `revision 3fa90c1b2d of 2026-11-23 12:00 UTC by cli:alice: before CHG-1234`. */
export function revisionWords({ commit, at, author, subject }: BackupRevision): string {
  return `revision ${shortCommit(commit)} of ${minute(at)} by ${author}: ${subject}`;
}

const shortCommit = (commit: string) => commit.slice(0, SHORT_COMMIT);
