/**
 * What a script of a hundred lines does: types the lines everywhere, tries again what failed, and remembers in memory
 * alone. Started by `fork`; the measure of what a crash test is able to see.
 */
import ssh2 from 'ssh2';
import { Shell } from '../../lab/plain-client.ts';
import type { Place, Ready } from './lab-host.ts';

export interface NaiveOrder {
  readonly login: Pick<Ready, 'username' | 'password' | 'enableSecret'>;
  readonly work: readonly { readonly place: Place; readonly lines: readonly string[] }[];
}

/** Tries of one device. */
const TRIES = 4;
const PROMPT = /[>#] ?$/;

function openShell({ host, port }: Place, { username, password }: NaiveOrder['login']): Promise<Shell> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client
      .on('error', reject)
      .on('close', () => reject(new Error('closed')))
      .on('ready', () => {
        client.shell({ term: 'vt100', cols: 511, rows: 1_000 }, (error, channel) => {
          if (error) reject(error);
          else resolve(new Shell(client, channel));
        });
      })
      .connect({ host, port, username, password });
  });
}

async function typeAll(place: Place, lines: readonly string[], login: NaiveOrder['login']): Promise<void> {
  const shell = await openShell(place, login);
  try {
    const isJunos = place.platform === 'juniper_junos';
    const greeting = await shell.until(PROMPT);
    if (/> ?$/.test(greeting) && !isJunos) {
      await shell.ask('enable', /assword: ?$/);
      await shell.ask(login.enableSecret, PROMPT);
    }
    const commits = isJunos || place.platform === 'cisco_iosxr';
    const all = [isJunos ? 'configure' : 'configure terminal', ...lines, ...(commits ? ['commit'] : [])];
    for (const line of all) await shell.ask(line.trim(), PROMPT);
  } finally {
    shell.client.end();
  }
}

async function insist(place: Place, lines: readonly string[], login: NaiveOrder['login']): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await typeAll(place, lines, login);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

process.on('message', ({ work, login }: NaiveOrder) => {
  const done = Promise.allSettled(work.map(({ place, lines }) => insist(place, lines, login)));
  void done.then((all) => process.send?.({ failed: all.filter(({ status }) => status === 'rejected').length }));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
