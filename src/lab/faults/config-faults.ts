/** Faults of a configuration on its way out: whole for a while, then cut. Every other answer is as it should be. */
import { type Fault, type FaultParams, numberOf } from '../fault.ts';
import type { Step } from '../playback.ts';
import { halves } from './content-faults.ts';

/** `show running-config`, `show configuration`; no part of it. */
const SHOWS_CONFIG = /^show (?:running-config|configuration)$/;

/** From a device's configuration number `skip + 1` on, `cut` says what is sent in its place. */
const afterWhole = (cut: (text: string) => readonly Step[]) => (params: FaultParams) => {
  let shown = 0;
  return {
    terminal: {
      answer: ({ line, text }: { readonly line: string; readonly text: string }): readonly Step[] => {
        const isCut = SHOWS_CONFIG.test(line) && ++shown > numberOf(params, 'skip', 0);
        return isCut ? cut(text) : [{ send: text }, { prompt: true }];
      },
    },
  };
};

const params = { skip: 0 };

export const configFaults: readonly Fault[] = [
  {
    row: 53,
    name: 'config-cut',
    expect: 'ok',
    note: 'Half of its configuration, then the prompt, as if that were all; after `skip` whole ones.',
    params,
    acts: afterWhole((text) => [{ send: halves(text)[0] }, { prompt: true }]),
  },
  {
    row: 53,
    name: 'config-empty',
    expect: 'ok',
    note: 'Nothing in place of its configuration; after `skip` whole ones.',
    params,
    acts: afterWhole(() => [{ prompt: true }]),
  },
  {
    row: 53,
    name: 'config-lost',
    expect: 'CONN_LOST',
    note: 'Resets amid its configuration; after `skip` whole ones.',
    params,
    acts: afterWhole((text) => [{ send: halves(text)[0] }, { pauseMs: 20 }, { cut: 'rst' }]),
  },
];
