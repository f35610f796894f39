/** What the shell is told: one number. Knows the meaning of each; decides nothing else. */
import { ERROR_CODES, RollcallError } from '../core/errors.ts';

/** `FINDINGS` is also for failed devices and for faults of ours; `REFUSED` means policy: nothing was sent. */
export const EXIT = { WELL: 0, FINDINGS: 1, USAGE: 2, REFUSED: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For an exception that ended the command. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof RollcallError)) return EXIT.FINDINGS;
  const { group } = ERROR_CODES[error.code];
  if (group === 'policy') return EXIT.REFUSED;
  return group === 'input' ? EXIT.USAGE : EXIT.FINDINGS;
}

/** For a run's answer: well only when it is done and every device answered without a finding. */
export function exitCodeOfRun(answer: {
  readonly state: string;
  readonly counts: { readonly selected: number; readonly ok: number };
}): ExitCode {
  return answer.state === 'done' && answer.counts.ok === answer.counts.selected ? EXIT.WELL : EXIT.FINDINGS;
}
