/** Configurations kept as files on an IOS-like device: `flash:before`. Knows names and trees; nothing of file systems. */
import type { Command, CommandResult } from '../command-tree.ts';
import type { ConfigTree } from '../config-tree.ts';
import type { IosLikeSession } from './dialect.ts';
import { perDevice } from './per-device.ts';

export interface ConfigFile {
  readonly tree: ConfigTree;
  readonly text: string;
}

/** The device's files by their full names. */
export const filesOf = perDevice(() => new Map<string, ConfigFile>());

/** What `name` holds: a file, or `system:running-config`; null when there is none. */
export function configNamed(cli: IosLikeSession, name: string): ConfigFile | null {
  const { state } = cli;
  if (/^(?:system:)?running-config$/.test(name)) {
    return { tree: state.running, text: state.dialect.config.print(state) };
  }
  return filesOf(state).get(name) ?? null;
}

/** `copy running-config flash:x`, and `delete`. `asks`: whether the device asks for the name once more. */
export function fileCommands(options: { readonly asks: boolean; readonly answer: string }): Command<IosLikeSession>[] {
  const copy = (cli: IosLikeSession, name: string): CommandResult => {
    const { state } = cli;
    filesOf(state).set(name, { tree: state.running.clone(), text: state.dialect.config.print(state) });
    state.surroundings.wrote(`copy running-config ${name}`, 'exec', cli.session);
    return { slow: true, text: options.answer };
  };
  return [
    {
      path: 'copy running-config <file>',
      run: (cli, [name = '']) => {
        if (!options.asks) return copy(cli, name);
        const short = name.slice(name.indexOf(':') + 1);
        const answer = () => copy(cli, name);
        return { slow: false, ask: { prompt: `Destination filename [${short}]? `, echo: true, answer } };
      },
    },
    ...['delete <file>', 'delete /force <file>'].map(
      (path): Command<IosLikeSession> => ({
        path,
        run: (cli, [name = '']) => {
          filesOf(cli.state).delete(name);
          cli.state.surroundings.wrote(`delete ${name}`, 'exec', cli.session);
          return { slow: false };
        },
      }),
    ),
  ];
}
