/** A bare SSH client for tests of the lab: sends text, waits for text. Knows nothing of Rollcall's own SSH room. */
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import type { Lab } from '../../src/lab/lab.ts';
import type { LabDevice } from '../../src/lab/lab-device.ts';

/** What became of a connection attempt. */
export interface Visit {
  readonly client: Client;
  /** Key and algorithms as negotiated. */
  readonly fingerprint: string;
  readonly banner: string;
}

const DEADLINE_MS = 5_000;

/** Logs in with the lab's password, or rejects with ssh2's first error (`closed` when there was none). */
export function logIn(lab: Lab, device: LabDevice, config: ConnectConfig = {}): Promise<Visit> {
  const client = new ssh2.Client();
  let fingerprint = '';
  let banner = '';
  return new Promise((resolve, reject) => {
    client
      .on('banner', (text) => {
        banner = text;
      })
      .on('ready', () => resolve({ client, fingerprint, banner }))
      .on('error', reject)
      .on('close', () => reject(new Error('closed')))
      .connect({
        host: device.host,
        port: device.port,
        username: lab.username,
        password: lab.password,
        readyTimeout: DEADLINE_MS,
        hostHash: 'sha256',
        hostVerifier: (hash: string) => {
          fingerprint = `SHA256:${Buffer.from(hash, 'hex').toString('base64').replace(/=+$/, '')}`;
          return true;
        },
        ...config,
      });
  });
}

/** A terminal that collects what comes and can be waited on. */
export class Shell {
  text = '';
  isClosed = false;
  readonly channel: ClientChannel;
  readonly client: Client;
  #check: () => void = () => {};

  constructor(client: Client, channel: ClientChannel) {
    this.client = client;
    this.channel = channel;
    client.on('error', () => {});
    channel.on('data', (bytes: Buffer) => {
      this.text += bytes.toString('latin1');
      this.#check();
    });
    channel.on('close', () => {
      this.isClosed = true;
      this.#check();
    });
  }

  /** Everything up to and including `end`, taken out of the buffer. Rejects after `deadlineMs` or when the shell closes. */
  until(end: RegExp | string, deadlineMs = DEADLINE_MS): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail('waited too long'), deadlineMs);
      const finish = () => {
        clearTimeout(timer);
        this.#check = () => {};
      };
      const fail = (why: string) => {
        finish();
        reject(new Error(`${why} for ${String(end)}; have ${JSON.stringify(this.text.slice(-300))}`));
      };
      this.#check = () => {
        const at =
          typeof end === 'string'
            ? this.text.indexOf(end) + (this.text.includes(end) ? end.length : 0)
            : endOf(end, this.text);
        if (at > 0) {
          const taken = this.text.slice(0, at);
          this.text = this.text.slice(at);
          finish();
          resolve(taken);
        } else if (this.isClosed) fail('closed while waiting');
      };
      this.#check();
    });
  }

  /** Types `line` and returns what comes up to `prompt`. */
  async ask(line: string, prompt: RegExp | string): Promise<string> {
    this.channel.write(`${line}\n`);
    return this.until(prompt);
  }

  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isClosed) resolve();
      else this.channel.once('close', () => resolve());
    });
  }
}

function endOf(pattern: RegExp, text: string): number {
  const match = pattern.exec(text);
  return match === null ? 0 : match.index + match[0].length;
}

export interface ShellOptions {
  readonly columns?: number;
  readonly config?: ConnectConfig;
}

/** Logs in and opens a terminal. */
export async function openShell(lab: Lab, device: LabDevice, options: ShellOptions = {}): Promise<Shell> {
  const { client } = await logIn(lab, device, options.config);
  return new Promise((resolve, reject) => {
    client.shell({ term: 'vt100', cols: options.columns ?? 511, rows: 1_000 }, (error, channel) => {
      if (error) reject(error);
      else resolve(new Shell(client, channel));
    });
  });
}

/** Runs one command on a channel of its own. */
export async function exec(
  lab: Lab,
  device: LabDevice,
  command: string,
): Promise<{ text: string; code: number | null }> {
  const { client } = await logIn(lab, device);
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let text = '';
      let code: number | null = null;
      channel.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
      channel.on('exit', (value: number) => {
        code = value;
      });
      channel.on('close', () => {
        client.end();
        resolve({ text, code });
      });
    });
  });
}
