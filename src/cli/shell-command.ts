/** The next steps of an answer, as a person would type them. Knows both spellings of our tools; runs nothing. */

const COMMANDS: Readonly<Record<string, string>> = {
  list_devices: 'devices',
  check_devices: 'check',
  run_command: 'run',
  get_run: 'runs',
  get_results: 'results',
  backup_configs: 'backup',
  search_configs: 'search',
  diff_config: 'diff',
  plan_change: 'plan',
  push_config: 'push',
  rollback_change: 'rollback',
};

/** Arguments that a tool's shell command takes without a flag. */
const POSITIONAL: Readonly<Record<string, string>> = {
  get_run: 'run_id',
  get_results: 'run_id',
  search_configs: 'pattern',
  diff_config: 'device',
  push_config: 'plan_id',
  rollback_change: 'change_id',
};

// A call inside a sentence of ours: `Undo: rollback_change change_id=c-20261123-101502-7f3a9c.`
const CALL = /\b(?:push_config|rollback_change) [a-z_]+=[\w-]+/g;

/**
 * `get_results run_id=r-1 group=g1` becomes `rollcall results r-1 --group g1`; null for a step that only a model can
 * take. A step in words stays as it is.
 */
export function asShellCommand(step: string): string | null {
  const [name = '', ...rest] = words(step);
  if (name === 'cancel_run') return null;
  const command = COMMANDS[name];
  if (command === undefined) return step;
  const args = rest.map((word) => {
    const at = word.indexOf('=');
    const [key, value] = [word.slice(0, at), word.slice(at + 1)];
    if (at < 0) return quoted(word);
    if (key === POSITIONAL[name]) return quoted(value);
    if (value === 'true') return `--${key}`;
    return `--${key.replaceAll('_', '-')} ${quoted(value)}`;
  });
  return ['rollcall', command, ...args].join(' ');
}

/** One of our sentences, with the calls of tools in it as a person would type them. */
export function inShellWords(sentence: string): string {
  return sentence.replace(CALL, (call) => asShellCommand(call) ?? call);
}

/** Splits at blanks outside of double quotes; the quotes themselves go. */
function words(step: string): string[] {
  return [...step.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''));
}

/** One word of a POSIX shell, whatever is in it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
