/** What the commands are given: the program's parts behind interfaces, so that a test can bring its own. */
import type { Environment } from '../config/paths.ts';
import type { PublicText } from '../configtext/public-text.ts';
import type { Log } from '../core/log.ts';
import type { Fleet } from '../engine/fleet.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import type { Printer } from './print.ts';

/** The running program, as far as the command line uses it. */
export interface CliApp {
  context(options: {
    readonly principal: string;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: RunProgress) => void;
  }): Promise<ToolContext>;
  readonly log: Log;
  readonly publicText: PublicText;
  readonly fleet: Fleet;
  /** Cancels what runs, stores it, and lets go of every handle. */
  close(): Promise<void>;
}

export interface CliParts {
  readonly env: Environment;
  readonly cwd: string;
  readonly version: string;
  readonly print: Printer;
  /** How to start this very program again, e.g. `['/usr/bin/node', '/opt/rollcall/dist/main.js']`. */
  readonly program: readonly [string, ...string[]];
  /** @throws {RollcallError} CONFIG_INVALID, INVENTORY_INVALID, STORE_NEWER, … */
  readonly loadApp: (configPath: string | undefined) => Promise<CliApp>;
  /** The same for what runs unattended: everything from `log_level` on goes to stderr, a JSON line each. */
  readonly loadService: (configPath: string | undefined) => Promise<CliApp>;
  /** Serves MCP on this process's streams until the client goes. */
  readonly serveMcp: (configPath: string | undefined) => Promise<void>;
  /** Asks the person at the terminal; null when there is none. */
  readonly ask: ((question: string) => Promise<string>) | null;
}
