/** Sending the newest backups elsewhere. Knows remotes and their protocols; never asks, never forces. */
import { isAbsolute } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import { type GitOptions, inherited, startGit } from './git-command.ts';
import { MAIN } from './git-revisions.ts';

/** A first push of years of backups over a thin line; a dead connection ends far sooner, by ssh's own keepalive. */
const PUSH_MS = 600_000;

/** What a transport needs of our environment: the user's keys and agent, and the way through a proxy. */
const FOR_TRANSPORT = [
  ...['HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
];

/** No question is answered, and a connection that says nothing for 45 s is dead. */
const SSH = 'ssh -oBatchMode=yes -oConnectTimeout=15 -oServerAliveInterval=15 -oServerAliveCountMax=3';

/** See `BackupRepo.pushTo`; the repository has a commit. */
export async function pushMain(folder: string, clock: Clock, remote: string): Promise<void> {
  const { address, protocol, env } = remoteOf(remote);
  const options: GitOptions = {
    env: { ...inherited(FOR_TRANSPORT), GIT_SSH_COMMAND: SSH, ...env },
    settings: { [`protocol.${protocol}.allow`]: 'always' },
  };
  const git = startGit(folder, ['push', '--quiet', '--no-verify', '--end-of-options', address, MAIN], options);
  const cancelTimer = clock.after(PUSH_MS, git.kill);
  git.stdin.end();
  git.stdout.resume();
  await git.ended.finally(cancelTimer);
}

interface Remote {
  readonly address: string;
  readonly protocol: 'file' | 'ssh' | 'http' | 'https';
  readonly env: Readonly<Record<string, string>>;
}

/**
 * An absolute folder, `user@host:path`, `ssh://…` or `https://…`. A login written into a URL goes to git by its
 * environment: others on this machine may read a command line.
 */
function remoteOf(remote: string): Remote {
  if (isAbsolute(remote)) return { address: remote, protocol: 'file', env: {} };
  // `git@git.example.net:net/backups.git`, but not `ext::sh -c …` and not `-option`
  if (/^[\w.][\w.@-]*:(?![:/]\/|:)/.test(remote)) return { address: remote, protocol: 'ssh', env: {} };
  const url = URL.canParse(remote) ? new URL(remote) : undefined;
  if (url?.protocol === 'ssh:') return { address: remote, protocol: 'ssh', env: {} };
  if (url?.protocol === 'file:') return { address: remote, protocol: 'file', env: {} };
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new RollcallError('GIT_FAILED', 'The remote for backups is not an address Rollcall pushes to.', {
      hint: 'Use ssh://, https://, user@host:path, or an absolute folder.',
    });
  }
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { address: url.href, protocol, env: login === ':' ? {} : basicAuth(url.origin, login) };
}

const basicAuth = (origin: string, login: string) => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `http.${origin}/.extraHeader`,
  GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(login).toString('base64')}`,
});
