/** The running program as this room sees it, loaded late. Knows when it is needed; not how it is put together. */
import type { PublicText } from '../configtext/public-text.ts';
import { RollcallError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import type { AskPerson } from '../tools/ask-person.ts';
import type { ToolContext } from '../tools/tool-context.ts';

/** What a call needs of the program. */
export interface McpApp {
  /** Everything one call may use. @throws {RollcallError} CONFIG_INVALID, INVENTORY_INVALID, … */
  context(options: {
    readonly principal: string;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: RunProgress) => void;
    readonly askPerson?: AskPerson;
  }): Promise<ToolContext>;
  readonly publicText: PublicText;
  readonly log: Log;
  /** Whether devices are being changed: `close` then takes as long as they do. */
  isChanging(): boolean;
  /** Cancels what runs, stores it, and lets go of every handle. */
  close(): Promise<void>;
}

/** An app that is made at the first `get`, so that a client is greeted before any file is read. */
export interface LateApp {
  /** The app. A failure is not remembered: once the user has mended the file, the next call works. */
  get(): Promise<McpApp>;
  /** The app's own log once there is one. */
  log(): Log;
  /** Cleans text that leaves: the app's way, or `options.publicText` until there is one. */
  publicText(text: string): string;
  /** Whether devices are being changed. */
  isChanging(): boolean;
  /** Closes the app if it was ever asked for; afterwards `get` rejects. */
  close(): Promise<void>;
}

/** `log` and `publicText` serve until the app brings its own. */
export function lateApp(options: {
  readonly loadApp: () => Promise<McpApp>;
  readonly log: Log;
  readonly publicText: (text: string) => string;
}): LateApp {
  let loading: Promise<McpApp> | undefined;
  let app: McpApp | undefined;
  let closing: Promise<void> | undefined;

  const load = async () => {
    try {
      app = await options.loadApp();
      return app;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };

  return {
    get: () => {
      if (closing !== undefined) return Promise.reject(new RollcallError('CANCELLED', 'Rollcall is shutting down.'));
      loading ??= load();
      return loading;
    },
    log: () => app?.log ?? options.log,
    publicText: (text) => (app?.publicText ?? options.publicText)(text),
    isChanging: () => app?.isChanging() ?? false,
    close: () => {
      closing ??= Promise.resolve(loading).then(
        (loaded) => loaded?.close(),
        () => undefined,
      );
      return closing;
    },
  };
}
