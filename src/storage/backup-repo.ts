/**
 * The backups' git repository as the rooms above see it: contents in, one commit at the end, and the way back. Knows
 * paths, contents and revisions; nothing of devices. `openBackupRepo` is in `git-backup-repo.ts`.
 */

/** One commit. */
export interface BackupRevision {
  /** 40 hex digits. */
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly author: string;
  /** The first line of its message. */
  readonly subject: string;
}

/** Where a run's contents go, as they come. Nothing is visible to anybody before `commit`. */
export interface BackupWriter {
  /** Keeps one content; the answer is its id, the same for the same content. */
  put(content: string): Promise<string>;
  /**
   * One commit on top of what is newest then. Paths that hold that content already are no change; without a change
   * there is no commit and the answer is null. Waits for another writer, up to a minute.
   * @throws {RollcallError} GIT_FAILED, LEASE_HELD
   */
  commit(options: {
    /** Path to the id `put` gave. */
    readonly files: ReadonlyMap<string, string>;
    readonly message: string;
    /** Who asked, e.g. `cli:alice`. */
    readonly author: string;
    /** Milliseconds since the epoch. */
    readonly atMs: number;
  }): Promise<{ readonly commit: string; readonly changed: number } | null>;
  /** Forgets what was put. Harmless after `commit`. */
  abandon(): Promise<void>;
}

/** One bare repository, `{data_dir}/backups.git`. Made at the first `begin`. */
export interface BackupRepo {
  /** Paths to content ids at a revision; the newest when absent; empty before the first commit. @throws UNKNOWN_REVISION */
  tree(revision?: string): Promise<ReadonlyMap<string, string>>;
  /** Hands over each content, in the order asked; unknown ids are skipped. Memory holds one at a time. */
  read(ids: readonly string[], each: (id: string, content: string) => void): Promise<void>;
  /** @throws {RollcallError} GIT_MISSING, GIT_FAILED */
  begin(): Promise<BackupWriter>;
  /** Commits that touched the path (all when absent), newest first. `after`: the commit to go on behind. */
  log(options: {
    readonly path?: string;
    readonly limit: number;
    readonly after?: string;
  }): Promise<readonly BackupRevision[]>;
  /**
   * The commit meant by hex digits (4 to 40) or by an ISO time (the newest not after it). Any other word is refused.
   * @throws {RollcallError} UNKNOWN_REVISION
   */
  resolve(revision: string): Promise<string>;
  /** Sends the newest state to a remote. @throws {RollcallError} GIT_FAILED with git's own words as detail, without credentials */
  pushTo(remote: string): Promise<void>;
  /** Packs what many commits left behind, when it is worth it. Never throws. */
  tidy(): Promise<void>;
}
