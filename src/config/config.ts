/**
 * What `rollcall.yaml` may say, field by field. Knows names, defaults and meanings; reads no file and knows no
 * device. Keys stay as they are written in the file.
 */
import { z } from 'zod';
import { cronProblem, timezoneProblem } from './cron-times.ts';
import { limitsSchema } from './limits.ts';

/** Where a home folder's program data belongs on this operating system; `~` is expanded while loading. */
const DEFAULT_DATA_DIR =
  { darwin: '~/Library/Application Support/rollcall', win32: '~/AppData/Local/rollcall' }[process.platform as string] ??
  '~/.local/share/rollcall';

const path = (what: string) => z.string().min(1).max(4_096).describe(what);
const name = (what: string) => z.string().min(1).max(200).describe(what);

/** Refused values are never repeated in the message: a literal here is a secret already. */
const reference = (what: string) =>
  z
    .string()
    .superRefine((value, context) => {
      if (/^(?:env:[A-Za-z_]\w*|file:.+|cmd:\s*\S.*)$/.test(value)) return;
      context.addIssue({
        code: 'custom',
        message: value.startsWith('keyring:')
          ? 'keyring: is not supported yet; use env:NAME, file:/path or cmd:program'
          : 'must be a reference (env:NAME, file:/path or cmd:program args), never the secret itself',
      });
    })
    .describe(`${what}, as a reference: \`env:NAME\`, \`file:/path\` (readable by you alone) or \`cmd:program args\`.`);

const credentialSchema = z.strictObject({
  username: name('Login name.'),
  password: reference('Password').optional(),
  enable: reference('Enable password').optional(),
  keys: z.array(reference('Private key')).max(10).optional().describe('Private keys, in the order to try.'),
  passphrase: reference('Passphrase of the keys').optional(),
  agent: z
    .union([z.boolean(), path('Socket path of an ssh-agent.')], { error: 'must be true, false or a socket path' })
    .optional()
    .describe('`true` for the agent of SSH_AUTH_SOCK, or the path of its socket.'),
});

const fallbackPlatform = name('Platform of devices that name none, e.g. `cisco_ios`.').optional();

const sourceSchema = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('nornir').describe('Nornir SimpleInventory.'),
      path: path('Folder of hosts.yaml, groups.yaml and defaults.yaml, or the hosts file itself.').optional(),
      hosts: path('The hosts file.').optional(),
      groups: path('The groups file; `groups.yaml` beside the hosts file when absent.').optional(),
      defaults: path('The defaults file; `defaults.yaml` beside the hosts file when absent.').optional(),
      platform: fallbackPlatform,
    })
    .refine((source) => (source.path ?? source.hosts) !== undefined, { error: 'needs `path` or `hosts`' }),
  z.strictObject({
    type: z.literal('ansible').describe('Ansible inventory, YAML or INI, with group_vars and host_vars beside it.'),
    path: path('The inventory file.'),
    platform: fallbackPlatform,
  }),
  z.strictObject({
    type: z.literal('csv').describe('A table with a header row.'),
    path: path('The table.'),
    delimiter: z.string().length(1).default(',').describe('Between fields, e.g. `;`.'),
    columns: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe(
        'Our field -> their header, e.g. `host: Mgmt IP`. Columns not named here are recognised or become data.',
      ),
    platform: fallbackPlatform,
  }),
  z.strictObject({
    type: z.literal('oxidized').describe('Oxidized `router.db`.'),
    path: path('The router.db file.'),
    delimiter: z.string().length(1).default(':').describe('Between fields.'),
    columns: z
      .record(z.string(), z.number().int().min(0).max(99))
      .optional()
      .describe(
        'Field -> position from 0, as in Oxidized, e.g. `name: 0`, `model: 1`. Default: name:model or name:ip:model.',
      ),
    platform: fallbackPlatform,
  }),
]);

const algorithms = z.enum(['modern', 'legacy']);

const sshSchema = z.strictObject({
  config_file: z
    .union([path('OpenSSH client configuration.'), z.literal(false)], { error: 'must be a path, or false' })
    .default('~/.ssh/config')
    .describe('OpenSSH client configuration to honour when it exists; `false` for none.'),
  known_hosts: path('Where host keys are kept; `{data_dir}` stands for the data folder.').default(
    '{data_dir}/known_hosts',
  ),
  host_keys: z
    .enum(['accept-new', 'strict'])
    .default('accept-new')
    .describe(
      '`accept-new` keeps the first key a device proves; `strict` wants it enrolled. A changed key is always refused.',
    ),
  algorithms: algorithms
    .default('modern')
    .describe('`legacy` also offers SHA-1 and CBC, for old devices; better set it in `devices` for those alone.'),
});

const ruleSchema = z.strictObject({
  select: z.string().min(1).max(4_000).describe('Which devices, e.g. `site=ams role=access`.'),
  credential: name('Credential set they use.').optional(),
  algorithms: algorithms.optional().describe('SSH algorithms offered to them.'),
  platform: name('Platform they are, whatever the inventory says.').optional(),
});

const backupsSchema = z.strictObject({
  remote: z
    .string()
    .regex(
      /^(?:(?:https?|ssh|file):\/\/[^\s]{1,2000}|[\w.-]{1,64}@[\w.-]{1,253}:[^\s-][^\s]{0,1000}|\/[^\s]{0,2000})$/,
      {
        error: 'must be a git address: https://…, ssh://…, user@host:path or /path',
      },
    )
    .optional()
    .describe('git repository every run is also pushed to, e.g. `git@git.example.net:net/configs.git`.'),
  least_ratio: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('A configuration smaller than this part of the last one is refused as incomplete; 0 accepts any.'),
});

const checked = (problem: (text: string) => string | null, what: string) =>
  z
    .string()
    .max(100)
    .superRefine((text, context) => {
      const message = problem(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .describe(what);

const scheduleSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'must be lower-case letters, digits and hyphens' })
    .describe('What logs call it, e.g. `nightly-backup`.'),
  cron: checked(cronProblem, 'When: minute hour day month weekday, e.g. `0 12 * * 1-5`.'),
  timezone: checked(timezoneProblem, 'Time zone of `cron`, e.g. `Europe/Amsterdam`.').default('UTC'),
  job: z.enum(['backup', 'check']).describe('What to do.'),
  select: z.string().min(1).max(4_000).describe('Which devices, e.g. `role=access`; `all` must be spelled.'),
});

const minutes = (most: number, defaultMinutes: number, what: string) =>
  z.number().int().min(1).max(most).default(defaultMinutes).describe(what);

const approvalSchema = z.strictObject({
  elicitation: z
    .enum(['off', 'trusted'])
    .default('off')
    .describe('`trusted` lets the person at the MCP client approve in its own dialog; only for clients you trust.'),
  expires_minutes: minutes(10_080, 60, 'How long an approval is good for, minutes.'),
  four_eyes: z.boolean().default(false).describe('Whether who made a plan may not approve it.'),
});

const changeSchema = z.strictObject({
  credential: name('Credential set used to change devices instead of their own.').optional(),
  plan_hours: z.number().int().min(1).max(168).default(24).describe('How long a plan may wait for approval, hours.'),
  timer_minutes: minutes(120, 5, 'After how long a device undoes a change that was not confirmed, minutes.'),
  waves: z
    .array(z.number().int().min(1).max(100_000))
    .min(1)
    .max(20)
    .default([1, 10, 50, 250])
    .describe('Devices per wave, the canary first; the last size repeats.'),
  in_flight: z.number().int().min(1).max(1_000).default(100).describe('Devices changed at the same moment.'),
  no_heal_wave: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(10)
    .describe('Most devices per wave that cannot undo a change by themselves.'),
  stop_percent: z
    .number()
    .min(0)
    .max(100)
    .default(2)
    .describe('Failed, unreachable and unknown devices, percent of those pushed, beyond which no new wave starts.'),
  max_devices: z.number().int().min(1).max(100_000).default(2_500).describe('Most devices in one plan.'),
  max_devices_per_hour: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(5_000)
    .describe('Most devices pushed to per hour.'),
  pair_field: z
    .string()
    .min(1)
    .max(100)
    .default('pair')
    .describe('Inventory field (`data.<field>`) whose equal values mark redundant devices: never in one wave.'),
  head_file: path('Where the head of the audit log is written as well, best on another disk.').optional(),
});

/** The whole file. Strict: an unknown key is an error. Paths are as written until `loadConfig` makes them absolute. */
export const configSchema = z.strictObject({
  data_dir: path('Folder of the database, outputs and host keys; relative to this file.').default(DEFAULT_DATA_DIR),
  mode: z
    .enum(['read-only', 'read-write'])
    .default('read-only')
    .describe('Whether anything that changes a device may be offered at all.'),
  inventory: z.array(sourceSchema).max(100).default([]).describe('Where devices are listed.'),
  credentials: z.record(z.string().min(1).max(200), credentialSchema).default({}).describe('Logins, by name.'),
  default_credential: name('The credential set of devices that name none.').default('default'),
  devices: z.array(ruleSchema).max(1_000).default([]).describe('Exceptions, applied in order; the last one wins.'),
  ssh: sshSchema.prefault({}).describe('How connections are made.'),
  limits: limitsSchema.prefault({}).describe('How long, how many, how much.'),
  allow_commands: z
    .record(
      z.string().min(1),
      z.array(z.string().regex(/^[\x20-\x7e]{1,1000}$/, { error: 'must be one line of printable ASCII' })).max(1_000),
    )
    .default({})
    .describe('Platform -> exact commands allowed on top of its read-only ones.'),
  backups: backupsSchema.prefault({}).describe('How configurations are kept.'),
  approval: approvalSchema.prefault({}).describe('How a person says yes to a change.'),
  change: changeSchema.prefault({}).describe('How changes go out.'),
  schedules: z
    .array(scheduleSchema)
    .max(100)
    .default([])
    .refine((jobs) => new Set(jobs.map((job) => job.name)).size === jobs.length, { error: 'two have the same name' })
    .describe('Jobs that `rollcall serve` runs by itself.'),
  retention_days: z.number().int().min(1).max(3_650).default(90).describe('How long runs are kept, days.'),
  log_level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('What goes to stderr.'),
});

/** The configuration, every default filled in. */
export type Config = z.output<typeof configSchema>;

/** One entry of `inventory`. */
export type SourceConfig = Config['inventory'][number];

/** One entry of `schedules`. */
export type ScheduleConfig = Config['schedules'][number];
