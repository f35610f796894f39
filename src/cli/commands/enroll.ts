/** `rollcall enroll`: learns host keys before anything is trusted to them. Knows what to ask; offers no credential. */
import { Command } from 'commander';
import { RollcallError } from '../../core/errors.ts';
import { counted } from '../../core/text.ts';
import type { Device } from '../../inventory/device.ts';
import { type ProbedKey, probeHostKey } from '../../ssh/probe-host-key.ts';
import { selectFor } from '../../tools/select.ts';
import { contextOf, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';
import type { CliApp, CliParts } from '../parts.ts';
import { type EnrollRow, renderEnroll } from '../render-enroll.ts';

interface Options extends CommonOptions {
  readonly select: string;
  readonly yes?: boolean;
}

export const enrollCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('enroll'))
    .summary('learn the host keys of devices')
    .description('Asks devices for their host keys without logging in, shows the fingerprints and files them.')
    .requiredOption('-s, --select <selector>', 'which devices, e.g. "site=ams", or all')
    .option('-y, --yes', 'file new keys without asking')
    .addHelpText('after', examples('rollcall enroll --select site=ams', 'rollcall enroll --select all --yes'));
  return {
    command,
    run: async () => {
      const { select, yes, config, json } = command.opts<Options>();
      return withApp(parts, config, async (app) => {
        const stop = new AbortController();
        const release = onInterrupt(() => stop.abort());
        const devices = await selectFor(select, await contextOf(app, stop.signal));
        const probed = await Promise.all(devices.map((device) => probe(app, device, stop.signal))).finally(release);
        const rows = probed.map(({ row }) => row);
        const fresh = probed.filter(({ row }) => row.verdict === 'unknown');
        if (json) parts.print.json({ devices: rows });
        else parts.print.out(renderEnroll(rows));
        if (fresh.length > 0 && (yes === true || (await agrees(parts, fresh.length)))) {
          for (const { device, key } of fresh) if (key !== null) app.fleet.ssh.knownHosts.add(device.target, key.key);
          await app.fleet.ssh.knownHosts.flush();
          parts.print.note([[`${counted(fresh.length, 'key')} filed.`]]);
        } else if (fresh.length > 0) {
          parts.print.note([['Nothing filed. Add --yes, or answer yes at a terminal.']]);
        }
        return rows.every(({ verdict }) => verdict === 'known' || verdict === 'unknown') ? EXIT.WELL : EXIT.FINDINGS;
      });
    },
  };
};

interface Probed {
  readonly device: Device;
  readonly key: ProbedKey | null;
  readonly row: EnrollRow;
}

async function probe(app: CliApp, device: Device, signal: AbortSignal): Promise<Probed> {
  const failed = (error: string): Probed => ({
    device,
    key: null,
    row: { device: device.name, verdict: 'failed', type: null, fingerprint: null, error },
  });
  if (device.jumps.length > 0) return failed('behind a jump host: its key is filed at the first login');
  return app.fleet.admission.admit(device, signal, async () => {
    try {
      const key = await probeHostKey(app.fleet.ssh, device.target, device.algorithms);
      const { verdict, type, fingerprint } = key;
      return { device, key, row: { device: device.name, verdict, type, fingerprint, error: null } };
    } catch (error) {
      if (error instanceof RollcallError) return failed(`${error.code}: ${error.message}`);
      throw error;
    }
  });
}

async function agrees(parts: CliParts, count: number): Promise<boolean> {
  if (parts.ask === null) return false;
  return /^y(?:es)?$/i.test((await parts.ask(`File ${counted(count, 'new key')}? [y/N] `)).trim());
}
