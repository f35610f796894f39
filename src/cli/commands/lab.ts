/** `rollcall lab`: a simulated network for as long as it runs. Knows its options' names; the rest is the lab's. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { type LabCommandOptions, runLabCommand } from '../../lab/lab-command.ts';
import { type CliCommand, examples, wholeNumber } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';

const MIX = 'cisco_ios=60,cisco_nxos=10,arista_eos=15,juniper_junos=10,cisco_iosxr=5';

export const labCommand: CliCommand = ({ print, cwd }) => {
  const command = new Command('lab')
    .summary('simulate a network on this machine')
    .description('Starts simulated devices on loopback, writes a configuration for them, and runs until it is stopped.')
    .option('--devices <count>', 'how many', wholeNumber, 100)
    .option('--mix <shares>', 'platforms and their weights', MIX)
    .option('--latency <ms>', 'milliseconds, e.g. connect=2000,command=3000,close=1000,jitter=100')
    .option('--faults <file>', 'a fault plan, e.g. "faults: [{fault: auth-denied, devices: 2%}]"')
    .option('--legacy <percent>', 'of cisco_ios devices that speak SHA-1 algorithms only', wholeNumber)
    .option('--seed <number>', 'another network', wholeNumber, 7)
    .option('--out <folder>', 'where to write rollcall.yaml, inventory/ and writes.jsonl', 'lab')
    .option('--control <socket>', 'a Unix socket to look into the devices from outside, for tests')
    .addHelpText(
      'after',
      examples(
        'rollcall lab --devices 2500 --latency connect=2000,command=3000,close=1000',
        'rollcall check --config lab/rollcall.yaml --select all',
      ),
    );
  return {
    command,
    run: async () => {
      const { faults, out, control, ...options } = command.opts<LabCommandOptions>();
      const paths = {
        out: resolve(cwd, out),
        ...(faults === undefined ? {} : { faults: resolve(cwd, faults) }),
        ...(control === undefined ? {} : { control: resolve(cwd, control) }),
      };
      const stop = new AbortController();
      const release = onInterrupt(() => stop.abort());
      await runLabCommand({ ...options, ...paths }, (line) => print.out([[line]]), stop.signal).finally(release);
      return EXIT.WELL;
    },
  };
};
