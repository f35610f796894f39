/**
 * Where changes are made as in daily work: a lab in its own process, the built program with a model at it, and a person
 * who approves what it proposes. The lab's own record and control socket are the oracle.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type App, createApp } from '../../src/app.ts';
import type { Changes } from '../../src/change/changes.ts';
import type { AppliedLine } from '../../src/lab/writes-log.ts';
import { askLab, type LabQuestion } from './lab-control.ts';
import { type LabOptions, type LabProcess, startLabProcess } from './lab-process.ts';
import { type Program, type RunAnswer, startProgram } from './program.ts';

/** Changes that mean the same on each platform, as a template for all of them. */
export interface ChangeLines {
  readonly [platform: string]: readonly string[];
}

export interface ChangeDesk {
  readonly program: Program;
  readonly configPath: string;
  /** The room as the person's own program has it. */
  readonly changes: Changes;
  plan(lines: ChangeLines, select?: string): Promise<RunAnswer>;
  /** The person reads the answer's plan and says yes to all of it; answers its id. */
  approve(planned: RunAnswer): Promise<string>;
  push(planId: string): Promise<RunAnswer>;
  /** Undoes a change: plan, approval, push; answers both runs. */
  rollback(changeId: string): Promise<{ readonly planned: RunAnswer; readonly pushed: RunAnswer }>;
  close(): Promise<void>;
}

/** `fields`: put in place of the configuration's own. */
export async function openDesk(
  configPath: string,
  fields: Readonly<Record<string, unknown>>,
  nodeArgs: readonly string[] = [],
): Promise<ChangeDesk> {
  const changing = join(dirname(configPath), 'changing.yaml');
  const original = parse(readFileSync(configPath, 'utf8')) as object;
  writeFileSync(changing, stringify({ ...original, mode: 'read-write', ...fields }), { mode: 0o600 });
  const program = await startProgram({ configPath: changing, nodeArgs });
  const person: App = await createApp({
    env: {},
    cwd: dirname(configPath),
    configPath: changing,
    logSink: { level: 'error', write: () => {} },
  });
  const { changes } = await person.context({ principal: 'cli:alice', signal: new AbortController().signal });
  const self: ChangeDesk = {
    program,
    configPath: changing,
    changes,
    plan: (lines, select = 'all') =>
      program.run('plan_change', { select, title: 'CHG-1', template: templateOf(lines), vars: {} }),
    async approve({ plan, headline, note }) {
      if (plan === undefined) throw new Error(`no plan: ${headline} ${note}`);
      const { code, mustAccept } = await changes.plan(plan.plan_id);
      const yes = { code, approver: 'cli:alice', channel: 'terminal', accept: mustAccept };
      await changes.approve({ planId: plan.plan_id, ...yes });
      return plan.plan_id;
    },
    push: (planId) => program.run('push_config', { plan_id: planId }),
    async rollback(changeId) {
      const planned = await program.run('rollback_change', { change_id: changeId });
      await self.approve(planned);
      return { planned, pushed: await program.run('rollback_change', { change_id: changeId }) };
    },
    async close() {
      await program.close();
      await person.close();
    },
  };
  return self;
}

export interface LabDesk extends ChangeDesk {
  readonly lab: LabProcess;
  ask(question: LabQuestion): ReturnType<typeof askLab>;
  /** What the devices took, without the lab's own doings; oldest first. */
  writes(): readonly AppliedLine[];
}

/** A lab, and a desk in front of it; `close` ends both. */
export async function openLabDesk(options: LabOptions, fields: Readonly<Record<string, unknown>>): Promise<LabDesk> {
  // Short: a socket's path has 108 characters at most.
  const control = join('/tmp', `rollcall-${process.pid}-${Math.random().toString(36).slice(2, 8)}.sock`);
  const lab = await startLabProcess({ ...options, control });
  try {
    const desk = await openDesk(lab.configPath, fields);
    return {
      ...desk,
      lab,
      ask: (question) => askLab(control, question),
      writes: () => readWrites(join(lab.folder, 'writes.jsonl')),
      close: async () => {
        await desk.close();
        await lab.stop();
      },
    };
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

const readWrites = (path: string): readonly AppliedLine[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AppliedLine)
    .filter(({ session }) => session !== 'lab');

/** One template for all platforms. */
export const templateOf = (lines: ChangeLines): string =>
  Object.entries(lines)
    .map(([platform, own]) => `{% if device.platform == "${platform}" %}${own.join('\n')}{% endif %}`)
    .join('');

/** The most devices at work at the same moment, from each one's first line to its last. */
export function mostAtOnce(writes: readonly AppliedLine[]): number {
  const spans = new Map<string, { readonly from: number; to: number }>();
  for (const { at, device } of writes) {
    const atMs = Date.parse(at);
    const span = spans.get(device) ?? { from: atMs, to: atMs };
    span.to = atMs;
    spans.set(device, span);
  }
  const steps = [...spans.values()].flatMap(({ from, to }) => [[from, 1] as const, [to, -1] as const]);
  // An end before a beginning of the same millisecond.
  steps.sort(([a, up], [b, other]) => a - b || up - other);
  let now = 0;
  let most = 0;
  for (const [, step] of steps) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}
