/** What the operator reads on stderr. Knows levels and one line per event; never writes to stdout. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * A log that writes one JSON object per line, e.g. `{"time":"…","level":"warn","event":"hostkey_added","device":"sw1"}`.
 * Every string passes `clean` (redaction and stripping) before `write`.
 */
export function createLog(options: {
  readonly level: LogLevel;
  readonly clean: (text: string) => string;
  readonly write?: (line: string) => void;
}): Log {
  const write = options.write ?? ((line: string) => process.stderr.write(line));
  const from = ORDER.indexOf(options.level);
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (ORDER.indexOf(level) < from) return;
      const record = { time: new Date().toISOString(), level, event, ...fields };
      write(`${JSON.stringify(record, (_, value) => (typeof value === 'string' ? options.clean(value) : value))}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
