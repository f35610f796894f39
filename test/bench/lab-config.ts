/** Variations of the configuration a lab wrote, and what a foreign client needs to visit its devices. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { createApp } from '../../src/app.ts';
import { createCredentialSource } from '../../src/inventory/credentials.ts';
import type { YardstickJob } from './asyncssh.ts';

/** A copy of the configuration with other limits, beside the original, so that relative paths still hold. */
export function withLimits(configPath: string, limits: Readonly<Record<string, number>>): string {
  const config = parse(readFileSync(configPath, 'utf8')) as { readonly limits?: object };
  const path = join(dirname(configPath), `rollcall-${Object.values(limits).join('-')}.yaml`);
  writeFileSync(path, stringify({ ...config, limits: { ...config.limits, ...limits } }), { mode: 0o600 });
  return path;
}

/** Addresses, login and host keys of every device; the keys are those Rollcall has proved, so visit with it first. */
export async function yardstickJob(
  configPath: string,
  work: Pick<YardstickJob, 'concurrency' | 'commands'>,
): Promise<YardstickJob> {
  const app = await createApp({ configPath, env: process.env, cwd: process.cwd() });
  try {
    const { inventory } = await app.context({ principal: 'bench', signal: new AbortController().signal });
    const credentials = createCredentialSource({ config: app.config, env: process.env });
    const keys = provedKeys(app.config.ssh.known_hosts);
    const [first] = inventory.devices;
    const credential = await credentials.get(first?.credential ?? '');
    return {
      ...work,
      user: first?.target.user ?? credential.username,
      password: credential.password?.reveal() ?? '',
      devices: inventory.devices.map(({ target: { host, port } }) => ({
        host,
        port,
        key: keys.get(port === 22 ? host : `[${host}]:${port}`) ?? '',
      })),
    };
  } finally {
    await app.close();
  }
}

function provedKeys(knownHosts: string): ReadonlyMap<string, string> {
  const lines = readFileSync(knownHosts, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [name = '', , key = ''] = line.split(' ');
      const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
      return [name, `SHA256:${digest.replace(/=+$/, '')}`];
    }),
  );
}
