/** What lasts on an IOS-like device: what runs, what is saved, and the notes of each change. Knows no login. */
import { ConfigTree, parseConfig } from '../config-tree.ts';
import type { Facts } from '../personality.ts';
import type { Dialect, IosLikeState } from './dialect.ts';

/** What a device of this kind begins with. */
export function initialTree(dialect: Dialect, facts: Facts): ConfigTree {
  return new ConfigTree(parseConfig(dialect.config.initial(facts)), dialect.config.habits);
}

/** What a restart would bring back. Where configuration is committed there is nothing to save. */
export function startupTree(state: IosLikeState): ConfigTree {
  if (state.dialect.config.style === 'candidate') return state.running;
  return state.startup?.tree ?? initialTree(state.dialect, state.surroundings.facts);
}

/** The same, as `show running-config` would print it then. */
export function startupText(state: IosLikeState): string {
  return state.startup?.text ?? state.dialect.config.print({ ...state, running: startupTree(state) });
}

/** Notes one line that changed what runs. */
export function recordWrite(state: IosLikeState, line: string, mode: string, session: string): void {
  state.surroundings.wrote(line, mode, session);
  noteChange(state);
}

/** Runs another configuration from now on. What is to be recorded of it is the caller's affair, and comes before. */
export function replaceRunning(state: IosLikeState, tree: ConfigTree): void {
  state.running = tree;
  // Commits are what survives a restart where there is a candidate: nothing is left to save.
  noteChange(state);
  if (state.dialect.config.style === 'candidate') state.savedAt = state.changedAt;
}

/** Makes the running configuration the one a restart brings back. */
export function saveConfig(state: IosLikeState, command: string, session: string): void {
  state.savedAt = state.surroundings.clock.now();
  state.savedRevision = state.revision;
  state.startup = { tree: state.running.clone(), text: state.dialect.config.print(state) };
  state.surroundings.wrote(command, 'save', session);
}

function noteChange(state: IosLikeState): void {
  state.changedAt = state.surroundings.clock.now();
  state.changedBy = 'netops';
  state.revision += 1;
  state.surroundings.changed();
}
