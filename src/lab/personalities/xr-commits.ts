/**
 * Commits of IOS-XR: the target configuration, the exclusive lock, trial commits, the list of commits and the way back.
 * Knows one device's commits; how they are shown is in `xr-commit-shows.ts`.
 */
import type { CommandResult } from '../command-tree.ts';
import type { ConfigTree } from '../config-tree.ts';
import type { Reply } from '../personality.ts';
import type { ChangeWays, IosLikeSession, IosLikeState } from './dialect.ts';
import { closeConfig, enterConfig, mergeCandidate } from './ios-like-config.ts';
import { replaceRunning } from './ios-like-state.ts';
import { perDevice } from './per-device.ts';
import { changeCount, diffTrees } from './tree-diff.ts';

export interface XrCommit {
  readonly id: number;
  readonly at: number;
  readonly label: string | null;
  readonly comment: string | null;
  /** `CLI`, or `Rollback` for one that undid others. */
  readonly client: string;
  readonly before: ConfigTree;
  readonly after: ConfigTree;
}

/** Newest first. */
export const commitsOf = perDevice(() => ({ list: [] as XrCommit[], failed: [] as readonly string[] }));

const FIRST_ID = 1_000_000_001;
/** IOS-XR keeps a hundred. */
const MOST_COMMITS = 100;
const UNDO_AFTER_MS = 1_000;
const LOCKED = '% The configuration is locked exclusively by another session.\n';
const FAILED =
  "\n% Failed to commit one or more configuration items during a pseudo-atomic operation. All changes made have been reverted. Please issue 'show configuration failed [inheritance]' from this session to view the errors\n";
const OTHERS =
  "One or more commits have occurred from other configuration sessions since this session started or since the last commit was made from this session. You can use the 'show configuration commit changes' command to browse the changes.\n";

interface CommitWords {
  readonly line: string;
  readonly confirmedMs: number | null;
  readonly label: string | null;
  readonly comment: string | null;
}

/** `commit [confirmed [minutes] N] [label L] [comment C]`; null for anything else. */
function parseCommit(line: string): CommitWords | null {
  let rest = line.replace(/^commit ?/, '');
  let words: CommitWords = { line, confirmedMs: null, label: null, comment: null };
  while (rest !== '') {
    const [all = '', key = '', minutes, value = ''] =
      /^(confirmed|label|comment) (minutes )?(\S+)(?: |$)/.exec(rest) ?? [];
    if (key === 'comment') return { ...words, comment: rest.slice('comment '.length) };
    if (key === 'label' && minutes === undefined) words = { ...words, label: value };
    else if (key === 'confirmed' && /^\d+$/.test(value)) {
      words = { ...words, confirmedMs: Number(value) * (minutes === undefined ? 1_000 : 60_000) };
    } else return null;
    rest = rest.slice(all.length);
  }
  return words;
}

/** `configure exclusive`: fails while another session holds the lock. */
export function enterExclusive(cli: IosLikeSession): Reply {
  const { lock, surroundings } = cli.state;
  if (surroundings.flaws.isLocked === true || (lock !== null && lock !== cli.session)) return { text: LOCKED };
  const entered = enterConfig(cli);
  cli.state.lock = cli.session;
  return entered;
}

/** Lines about the target configuration. */
export const XR_CHANGE: ChangeWays = {
  line: (cli, line) => {
    if (line === 'abort') return closeConfig(cli);
    if (line === 'root') {
      cli.path = [];
      return {};
    }
    if (line === 'clear') {
      cli.pending = [];
      cli.candidate = cli.state.running.clone();
      return {};
    }
    if (line !== 'commit' && !line.startsWith('commit ')) return null;
    const words = parseCommit(line);
    return words === null ? { text: cli.refusal('invalid', line, 7) } : commitLine(cli, words);
  },
  leave: (cli) => (cli.pending.length === 0 ? closeConfig(cli) : askBeforeLeaving(cli)),
  // A trial commit is not on disk.
  reboot: (state) => {
    const trial = state.revert.settle();
    if (trial === null) return;
    state.surroundings.wrote(trial.line, 'revert', 'lab');
    trial.revert();
  },
};

function askBeforeLeaving(cli: IosLikeSession): Reply {
  return {
    ask: {
      prompt: 'Uncommitted changes found, commit them before exiting(yes/no/cancel)? [cancel]: ',
      echo: true,
      answer: (typed) => {
        if (/^n/i.test(typed)) return closeConfig(cli);
        if (!/^y/i.test(typed)) return {};
        const reply = commitLine(cli, { line: 'commit', confirmedMs: null, label: null, comment: null });
        if (cli.pending.length === 0) closeConfig(cli);
        return reply;
      },
    },
  };
}

function commitLine(cli: IosLikeSession, words: CommitWords): Reply {
  const { state } = cli;
  const { waiting } = state.revert;
  if (state.surroundings.flaws.isLocked === true || (state.lock !== null && state.lock !== cli.session)) {
    return { slow: true, text: `\n% Failed to commit .. ${LOCKED.slice(2)}` };
  }
  if (cli.pending.length === 0) {
    if (waiting === null) return { slow: true, text: '% No configuration changes to commit.\n' };
    confirmTrial(cli, words);
    return { slow: true, text: '' };
  }
  if (cli.revision === state.revision) return commitNow(cli, words);
  const prompt = 'Do you wish to proceed with this commit anyway? [no]: ';
  return {
    text: OTHERS,
    ask: { prompt, echo: true, answer: (typed) => (/^y/i.test(typed) ? commitNow(cli, words) : {}) },
  };
}

function commitNow(cli: IosLikeSession, words: CommitWords): Reply {
  const { state } = cli;
  const { flaws } = state.surroundings;
  if (flaws.failsCommit === true) {
    commitsOf(state).failed = cli.pending.map(({ line }) => line);
    return { slow: true, text: FAILED };
  }
  if (state.revert.waiting !== null) confirmTrial(cli, words);
  const before = state.running.clone();
  if (words.confirmedMs !== null) {
    const revert = () => goBack(state, before, 'Rollback');
    // The timer runs before the lines do: what they cut must heal.
    state.revert.arm({ line: words.line, name: '', delayMs: words.confirmedMs, revert }, cli.session);
  }
  mergeCandidate(cli, words.line);
  remember(state, { label: words.label, comment: words.comment, client: 'CLI', before });
  if (flaws.undoesCommit === true) state.surroundings.after(UNDO_AFTER_MS, () => undo(state, before, words.line));
  return { slow: true, text: '' };
}

function confirmTrial(cli: IosLikeSession, words: CommitWords): void {
  cli.state.revert.settle();
  cli.state.surroundings.wrote(words.line, 'confirm', cli.session);
}

function undo(state: IosLikeState, before: ConfigTree, line: string): void {
  state.revert.settle();
  state.surroundings.wrote(line, 'revert', 'lab');
  goBack(state, before, 'Rollback');
}

function goBack(state: IosLikeState, tree: ConfigTree, client: string): void {
  const before = state.running.clone();
  replaceRunning(state, tree.clone());
  remember(state, { label: null, comment: null, client, before });
}

function remember(state: IosLikeState, commit: Omit<XrCommit, 'id' | 'at' | 'after'>): void {
  const kept = commitsOf(state);
  const id = (kept.list[0]?.id ?? FIRST_ID - 1) + 1;
  const entry = { ...commit, id, at: state.surroundings.clock.now(), after: state.running.clone() };
  kept.list = [entry, ...kept.list].slice(0, MOST_COMMITS);
}

/** `rollback configuration last N`, or `to ID`: undoes that commit and those after it. */
export function rollbackCommits(cli: IosLikeSession, how: 'last' | 'to', typed: string): CommandResult {
  const { state } = cli;
  const { list } = commitsOf(state);
  const at =
    how === 'last' ? Number(typed) - 1 : list.findIndex(({ id, label }) => typed === String(id) || typed === label);
  const target = list[at];
  if (target === undefined) return { text: `% Rollback failed: no such commit '${typed}'\n` };
  if (state.lock !== null && state.lock !== cli.session) return { text: LOCKED };
  if (state.surroundings.flaws.abortsRollback === true) {
    state.surroundings.wrote('rollback failed', 'revert-failed', 'lab');
    return { text: `Loading Rollback Changes.\nLoaded Rollback Changes in 1 sec \nCommitting.${FAILED}` };
  }
  const count = changeCount(diffTrees(state.running, target.before));
  state.revert.settle();
  state.surroundings.wrote(`rollback configuration ${how} ${typed}`, 'rollback', cli.session);
  goBack(state, target.before, 'Rollback');
  const done = how === 'last' ? `rolled back ${typed} commits.` : `rolled back to '${typed}'.`;
  return {
    text: `\nLoading Rollback Changes.\nLoaded Rollback Changes in 1 sec \nCommitting.\n${count} items committed in 1 sec (${count - 1})items/sec\nUpdating.\nUpdated Commit database in 1 sec \nConfiguration successfully ${done}\n`,
  };
}
