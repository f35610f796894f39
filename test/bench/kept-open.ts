/**
 * What one command costs on a session that is open already: the engine opens sessions to every device of a
 * configuration and asks each the same thing many times. A process of its own; prints one JSON line.
 *
 *     tsx test/bench/kept-open.ts CONFIG COMMANDS_PER_DEVICE COMMAND
 */
import { createApp } from '../../src/app.ts';

export interface KeptOpenFigures {
  readonly devices: number;
  readonly commands: number;
  readonly cpuMsPerCommand: number;
  readonly commandsPerSecond: number;
}

/** Ends the run when nothing else does. */
const PATIENCE_MS = 300_000;

async function measure(configPath: string, perDevice: number, command: string): Promise<KeptOpenFigures> {
  const app = await createApp({ configPath, env: process.env, cwd: process.cwd() });
  const { inventory, runs } = await app.context({ principal: 'bench', signal: new AbortController().signal });
  const devices = inventory.devices;
  let ready = 0;
  let begin: (() => void) | undefined;
  const allReady = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let cpuAtStart = process.cpuUsage();
  let startedAt = 0;
  const runId = await runs.start({
    kind: 'command',
    title: `${command} on kept-open sessions`,
    params: {},
    principal: 'bench',
    devices,
    okWord: 'answered',
    visit: async (session) => {
      // The first answers warm the session and the compiler; measuring begins when every session is there.
      for (let i = 0; i < 3; i++) await session.run(command);
      ready += 1;
      if (ready === devices.length) {
        cpuAtStart = process.cpuUsage();
        startedAt = performance.now();
        begin?.();
      }
      await allReady;
      for (let i = 0; i < perDevice; i++) {
        const answer = await session.run(command);
        if (answer.error !== null) throw new Error(`${command}: ${answer.error.code}`);
      }
    },
    digest: () => ({ attention: false, marks: [], answers: [], value: null }),
  });
  await runs.wait(runId, PATIENCE_MS);
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuAtStart);
  const { counts } = await runs.answer(runId);
  await app.close();
  if (counts.ok !== devices.length) throw new Error(`${devices.length - counts.ok} devices did not answer`);
  const commands = devices.length * perDevice;
  return {
    devices: devices.length,
    commands,
    cpuMsPerCommand: (user + system) / 1_000 / commands,
    commandsPerSecond: commands / (elapsedMs / 1_000),
  };
}

const [configPath = '', perDevice = '', command = ''] = process.argv.slice(2);
console.log(JSON.stringify(await measure(configPath, Number(perDevice), command)));
// Ended runs stay in memory for minutes; the bench is done with them.
process.exit(0);
