/** What lasts on an IOS-like device: its name, its changes, its saved text. Knows no login. */
import { ConfigTree, parseConfig } from '../config-tree.ts';
import type { IosLikeState } from './dialect.ts';

/** What a reload would bring back, as `show running-config` would print it then. */
export function startupText(state: IosLikeState): string {
  const { config } = state.dialect;
  if (state.startup !== null) return state.startup;
  const first = new ConfigTree(parseConfig(config.initial(state.surroundings.facts)), config.single);
  return config.print({ ...state, running: first });
}

/** Notes a change of the running configuration. */
export function recordWrite(state: IosLikeState, line: string, mode: string, session: string): void {
  state.changedAt = state.surroundings.clock.now();
  state.changedBy = 'netops';
  state.surroundings.wrote(line, mode, session);
}

/** Makes the running configuration the one a reload brings back. */
export function saveConfig(state: IosLikeState, command: string, session: string): void {
  state.savedAt = state.surroundings.clock.now();
  state.startup = state.dialect.config.print(state);
  state.surroundings.wrote(command, 'save', session);
}
