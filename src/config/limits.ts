/** How long, how many and how much: every bound of the engine, with its default and reason. Knows numbers only. */
import { z } from 'zod';

const ms = (defaultMs: number, what: string) =>
  z.number().int().min(10).max(86_400_000).default(defaultMs).describe(what);
const count = (defaultCount: number, what: string) =>
  z.number().int().min(0).max(1_000_000).default(defaultCount).describe(what);

export const limitsSchema = z.strictObject({
  connect_ms: ms(10_000, 'TCP connection to a device or jump host, milliseconds.'),
  banner_ms: ms(15_000, 'First byte to the whole SSH identification line.'),
  kex_ms: ms(15_000, 'Key exchange, from its turn at the gate.'),
  auth_ms: ms(10_000, 'Login, from the moment the credential is offered.'),
  channel_ms: ms(5_000, 'Opening a terminal on the connection.'),
  prompt_ms: ms(15_000, 'Terminal to first prompt, and each set-up line to its prompt.'),
  idle_ms: ms(30_000, 'Silence in the middle of an answer.'),
  command_ms: ms(60_000, 'One command, to its whole answer.'),
  device_ms: ms(300_000, 'Everything about one device, tries included.'),
  close_ms: ms(3_000, 'Leaving; after it the socket is destroyed.'),
  quiet_ms: ms(30, 'Silence after a prompt before it is believed: text that looks like a prompt is followed by more.'),
  keepalive_ms: ms(15_000, 'Between keepalives while a command runs; three unanswered mean the connection is lost.'),
  retry_ms: ms(2_000, 'First pause before a read is tried again; doubled each time, with jitter.'),
  busy_retry_ms: ms(5_000, 'First pause after "all lines in use".'),
  auth_retry_ms: ms(60_000, 'Pause before a login that was not answered is tried once more.'),
  sessions: count(5_000, 'Devices visited at once. Bounded further by the open-file limit of the process.'),
  handshakes: z
    .number()
    .int()
    .min(1)
    .max(1_024)
    .default(20)
    .describe('Key exchanges at once: they are CPU work, more only delay everything else in the process.'),
  per_site: count(0, 'Devices of one site visited at once; 0 for no limit.'),
  per_jump: count(100, 'Devices behind one jump host visited at once; 0 for no limit.'),
  logins_per_second: count(0, 'Logins started per second, to spare TACACS or RADIUS; 0 for no limit.'),
  output_mb: z
    .number()
    .min(0.1)
    .max(512)
    .default(8)
    .describe('Output of one command kept in memory, MiB; the rest goes to a file.'),
  spill_mb: z
    .number()
    .min(0)
    .max(10_240)
    .default(256)
    .describe('Largest such file, MiB; what exceeds it is counted and dropped.'),
  reuse_ms: z
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe(
      'How long a healthy session is kept open for the next command; 0 closes it at once and frees the terminal line.',
    ),
});

/** All bounds, every one present. */
export type Limits = z.infer<typeof limitsSchema>;

export const defaultLimits: Limits = limitsSchema.parse({});
