/**
 * `rollcall demo`: a simulated network with planted faults, asked the way Claude asks. Knows the story it tells; the
 * answers are the real server's, over a real MCP client.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { RollcallError } from '../../core/errors.ts';
import { counted } from '../../core/text.ts';
import { connectStdioClient, type StdioClient } from '../../mcp/client.ts';
import { type CliCommand, examples, wholeNumber } from '../define-command.ts';
import { judge, type PlantedFault, plantFaults, type Said, type Verdict } from '../demo-faults.ts';
import { startDemoLab } from '../demo-lab.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';
import { type Line, mark } from '../line.ts';
import type { CliParts } from '../parts.ts';
import { duration } from '../progress-line.ts';
import type { WireResults } from '../render-results.ts';
import { renderRun, type WireRun } from '../render-run.ts';

interface Options {
  readonly devices: number;
  readonly seed: number;
  readonly keep?: boolean;
}

/** The second question, put to those it concerns. */
const TELNET = {
  select: 'platform=cisco_ios,cisco_iosxe',
  commands: ['show running-config'],
  match: 'transport input.*telnet',
};
/** As long as one call may wait. */
const WAIT_S = 45;

export const demoCommand: CliCommand = (parts) => {
  const command = new Command('demo')
    .summary('try it on a simulated network')
    .description(
      'Simulates a network with planted faults on this machine, asks it as Claude would, and checks the answer.',
    )
    .option('--devices <count>', 'how many', wholeNumber, 2500)
    .option('--seed <number>', 'another network with other faults', wholeNumber, 7)
    .option('--keep', 'leave its folder, to look at it afterwards')
    .addHelpText('after', examples('rollcall demo', 'rollcall demo --devices 200 --seed 3'));
  return {
    command,
    run: async () => {
      const { devices, seed, keep } = command.opts<Options>();
      const folder = await mkdtemp(join(tmpdir(), 'rollcall-demo-'));
      try {
        const verdicts = await play(parts, folder, { devices, seed });
        return verdicts.every(({ isFound }) => isFound) ? EXIT.WELL : EXIT.FINDINGS;
      } finally {
        if (keep === true) parts.print.note([[`Left in ${folder}`]]);
        else await rm(folder, { recursive: true, force: true });
      }
    },
  };
};

async function play(
  parts: CliParts,
  folder: string,
  size: { readonly devices: number; readonly seed: number },
): Promise<Verdict[]> {
  const { print, program } = parts;
  const startedMs = performance.now();
  const { plan, planted } = plantFaults(size);
  print.out([
    [mark('strong', `Starting ${counted(size.devices, 'simulated device')}, ${planted.length} of them broken …`)],
  ]);
  const lab = await startDemoLab({ ...size, program, folder, plan });
  const log: string[] = [];
  let isStopped = false;
  const [command, ...before] = program;
  const args = [...before, 'mcp', '--config', lab.configFile];
  try {
    const client = await connectStdioClient({
      command,
      args,
      version: parts.version,
      onStderr: (text) => log.push(text),
    });
    const release = onInterrupt(() => {
      isStopped = true;
      void client.close();
    });
    try {
      const check = await ask(parts, client, 'check_devices', { select: 'all', profile: 'facts' });
      const telnet = await ask(parts, client, 'run_command', TELNET);
      const verdicts = judge(planted, await saidOf(client, [check, telnet], planted));
      print.out(verdictLines(verdicts, performance.now() - startedMs));
      return verdicts;
    } finally {
      release();
      await client.close();
    }
  } catch (error) {
    print.status(null);
    if (isStopped) throw new RollcallError('CANCELLED', 'The demo was stopped.');
    print.note(
      log
        .join('')
        .trimEnd()
        .split('\n')
        .slice(-20)
        .map((line) => [mark('dim', line)]),
    );
    throw error;
  } finally {
    await lab.stop();
  }
}

/** One question with its answer on the screen, waited for over as many calls as it takes. */
async function ask(
  { print }: CliParts,
  client: StdioClient,
  tool: string,
  args: Readonly<Record<string, unknown>>,
): Promise<WireRun> {
  print.out([[], [mark('dim', 'Claude calls '), mark('strong', tool), mark('dim', ` ${JSON.stringify(args)}`)], []]);
  const onProgress = ({ message }: { readonly message: string }) => print.status(message);
  let reply = await client.callTool(tool, { ...args, wait_s: WAIT_S }, { onProgress });
  let run = answerOf<WireRun>(reply);
  while (run.state === 'running') {
    reply = await client.callTool('get_run', { run_id: run.run_id, wait_s: WAIT_S }, { onProgress });
    run = answerOf<WireRun>(reply);
  }
  print.status(null);
  print.out(renderRun(run));
  print.out([[mark('dim', `(${reply.text.length.toLocaleString('en-US')} characters for the model to read)`)]]);
  return run;
}

/** What the runs said: of every device that failed in one of them, and of those that should not have. */
async function saidOf(
  client: StdioClient,
  runs: readonly WireRun[],
  planted: readonly PlantedFault[],
): Promise<Map<string, Said>> {
  const said = new Map<string, Said>();
  const healthy = planted.filter(({ expect }) => expect === 'ok').map(({ device }) => ({ device }));
  for (const run of runs) {
    for (const filter of [{ status: 'failed' }, { status: 'skipped' }, ...healthy]) {
      for (const { device, status, code, answers } of await results(client, run, filter)) {
        const codes = [code, ...answers.map((answer) => answer.code)].filter((each) => each !== null);
        const before = said.get(device);
        said.set(device, { status: before?.status ?? status, codes: [...(before?.codes ?? []), ...codes] });
      }
    }
  }
  return said;
}

/** Every page of what the filter lets through. */
async function results(
  client: StdioClient,
  run: WireRun,
  filter: Readonly<Record<string, string>>,
): Promise<WireResults['results']> {
  const found: WireResults['results'] = [];
  let cursor: string | null = null;
  do {
    const args: Record<string, unknown> = { run_id: run.run_id, limit: 100, ...filter, ...(cursor && { cursor }) };
    const page: WireResults = answerOf<WireResults>(await client.callTool('get_results', args));
    found.push(...page.results);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

function answerOf<T>(reply: { readonly isError: boolean; readonly value: unknown; readonly text: string }): T {
  if (!reply.isError) return reply.value as T;
  throw new RollcallError('INTERNAL', `The server refused the demo’s question: ${reply.text}`);
}

function verdictLines(verdicts: readonly Verdict[], elapsedMs: number): Line[] {
  const width = Math.max(...verdicts.map(({ fault }: PlantedFault) => fault.length));
  const found = verdicts.filter(({ isFound }) => isFound).length;
  return [
    [],
    [mark('strong', 'What was planted, and what was said of it')],
    ...verdicts.map(
      ({ fault, device, platform, said, expect, isFound }): Line => [
        '  ',
        isFound ? mark('good', 'found ') : mark('bad', 'MISSED'),
        `  ${fault.padEnd(width)}  ${device}  ${platform}  `,
        isFound ? said : `${said}, expected ${expect}`,
      ],
    ),
    [],
    [
      mark(found === verdicts.length ? 'good' : 'bad', `${found} of ${verdicts.length} named rightly`),
      `, ${duration(elapsedMs)} from start to end.`,
    ],
  ];
}
