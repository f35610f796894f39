import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectStdioClient } from '../../src/mcp/client.ts';
import { configFor, ENV, greeted, MAIN, type Served, serve, toolError } from './served.ts';

/** From the client's going to the program's end: the promise is about a second, the rest is a busy machine's. */
const GONE_MS = 2_500;

/** A device that accepts connections and never speaks; resolves with its port and when the first caller came. */
async function muteDevice() {
  let called: () => void = () => {};
  const firstCall = new Promise<void>((resolve) => {
    called = resolve;
  });
  const server = createServer((socket) => {
    socket.on('error', () => {});
    called();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as { port: number }).port, firstCall };
}

describe('greeting', () => {
  it('comes before any configuration is read, and so does the tool list', async () => {
    const served = serve('/nonexistent/rollcall.yaml');
    const greeting = await served.ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '0' },
    });
    expect(greeting.result).toMatchObject({ protocolVersion: '2025-06-18', serverInfo: { name: 'rollcall' } });
    const { tools } = (await served.ask('tools/list')).result;
    expect(tools.map((tool: { name: string }) => tool.name)).toContain('check_devices');
    const error = toolError(await served.ask('tools/call', { name: 'list_devices', arguments: {} }));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain('/nonexistent/rollcall.yaml');
  });

  it('offers our newest version to a client with an unknown one', async () => {
    const served = serve(configFor(['sw1']));
    const params = { protocolVersion: '1999-01-01', capabilities: {}, clientInfo: { name: 'test', version: '0' } };
    expect((await served.ask('initialize', params)).result.protocolVersion).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});

describe('bad input', () => {
  it('that is no JSON-RPC is answered, and the server goes on', async () => {
    const { send, message, ask } = await greeted(configFor(['sw1']));
    send('this is not JSON');
    await message((answer) => answer.error?.code === -32700);
    send('{"id":99,"method":"tools/list"}');
    await message((answer) => answer.id === 99 && answer.error?.code === -32600);
    send('{"jsonrpc":"2.0","id":98,"method":"no/such/method"}');
    await message((answer) => answer.id === 98 && answer.error?.code === -32601);
    expect((await ask('ping')).result).toEqual({});
  });

  it('longer than the cap is refused, and the server goes on', async () => {
    const { send, message, ask } = await greeted(configFor(['sw1']));
    send(`"${'x'.repeat(11 * 1024 * 1024)}"`);
    await message((answer) => answer.error?.code === -32600);
    expect((await ask('ping')).result).toEqual({});
  });

  it('as an unknown tool names the nearest', async () => {
    const { ask } = await greeted(configFor(['sw1']));
    const { error } = await ask('tools/call', { name: 'check_device', arguments: {} });
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('Did you mean check_devices?') });
  });

  it('as a command of 1 MB is refused by name, without an echo', async () => {
    const { ask, lines } = await greeted(configFor(['sw1']));
    const commands = [`show ${'a'.repeat(1024 * 1024)}`];
    const error = toolError(await ask('tools/call', { name: 'run_command', arguments: { select: 'all', commands } }));
    expect(['BAD_INPUT', 'POLICY_DENIED']).toContain(error.code);
    expect(lines.join('').length).toBeLessThan(100_000);
  });

  it.each([
    [{ select: 'all', approve: true }, 'There is no argument `approve`'],
    [{ selct: 'all' }, 'did you mean `select`?'],
    [{ select: 'all', wait_s: 3600 }, '`wait_s`'],
  ])('as arguments %j is refused by name', async (args, words) => {
    const { ask } = await greeted(configFor(['sw1']));
    const error = toolError(await ask('tools/call', { name: 'check_devices', arguments: args }));
    expect(error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(words) });
  });
});

describe('stdout', () => {
  it('belongs to the protocol: what anything else prints goes to stderr', async () => {
    const noise = "process.on('SIGUSR2',()=>{console.log('stray log');process.stdout.write('stray write\\n')})";
    const { pid, ask, lines, stderr } = await greeted(configFor(['sw1']), [
      '--import',
      `data:text/javascript,${noise}`,
    ]);
    process.kill(pid, 'SIGUSR2');
    await expect.poll(stderr).toContain('stray write');
    expect((await ask('ping')).result).toEqual({});
    expect(lines.join('\n')).not.toContain('stray');
    expect(stderr()).toContain('stray log');
  });
});

describe('a client that goes', () => {
  it.each([
    ['ends the input', (program: Served) => program.endInput()],
    ['sends SIGTERM', (program: Served) => void process.kill(program.pid, 'SIGTERM')],
    ['sends SIGINT', (program: Served) => void process.kill(program.pid, 'SIGINT')],
  ])('and %s ends the program', async (_, go) => {
    const program = await greeted(configFor(['sw1']));
    await program.ask('tools/call', { name: 'list_devices', arguments: {} });
    const exit = program.exit();
    go(program);
    const { code, ms } = await exit;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(GONE_MS);
  });

  it('and stops reading ends the program at the next answer', async () => {
    const program = await greeted(configFor(['sw1']));
    program.closeOutput();
    program.send('{"jsonrpc":"2.0","id":50,"method":"tools/list"}');
    program.send('{"jsonrpc":"2.0","id":51,"method":"tools/list"}');
    const { code, ms } = await program.exit();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(GONE_MS);
  });

  it('in the middle of a run leaves it stored as cancelled', async () => {
    const { port, firstCall } = await muteDevice();
    const config = configFor(['sw1', 'sw2', 'sw3'], '127.0.0.1', port);
    const first = await greeted(config);
    first.ask('tools/call', { name: 'check_devices', arguments: { select: 'all' } }).catch(() => {});
    await firstCall;
    const exit = first.exit();
    first.endInput();
    expect((await exit).ms).toBeLessThan(GONE_MS);
    const second = await greeted(config);
    const { resources } = (await second.ask('resources/list')).result;
    expect(resources).toHaveLength(1);
    const { contents } = (await second.ask('resources/read', { uri: resources[0].uri })).result;
    const run = JSON.parse(contents[0].text);
    expect(run).toMatchObject({ kind: 'check', state: 'cancelled', counts: { selected: 3, ok: 0 } });
    const { selected, ...parts } = run.counts as Record<string, number>;
    expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(selected);
  });

  it('cancels one call and may go on with another', async () => {
    const { port, firstCall } = await muteDevice();
    const { ask, send } = await greeted(configFor(['sw1'], '127.0.0.1', port));
    send(
      '{"jsonrpc":"2.0","id":70,"method":"tools/call","params":{"name":"check_devices","arguments":{"select":"all"}}}',
    );
    await firstCall;
    send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":70,"reason":"enough"}}');
    await expect
      .poll(async () => (await ask('resources/list')).result.resources[0].description, { timeout: 5_000 })
      .toMatch(/^cancelled/);
    expect((await ask('ping')).result).toEqual({});
  });
});

describe('the client', () => {
  it('calls tools, reads resources and ends the program', async () => {
    const stderr: string[] = [];
    const client = await connectStdioClient({
      command: process.execPath,
      args: [MAIN, 'mcp', '--config', configFor(['sw1', 'sw2'])],
      env: ENV,
      onStderr: (text) => stderr.push(text),
    });
    expect((await client.listTools()).map((tool) => tool.name)).toContain('run_command');
    const devices = await client.callTool('list_devices');
    expect(devices.isError).toBe(false);
    expect(JSON.parse(devices.text)).toEqual(devices.value);
    expect(await client.readResource('rollcall://devices/sw1')).toMatchObject({ name: 'sw1', platform: 'cisco_ios' });
    expect((await client.callTool('get_run', { run_id: 'r-nope' })).value).toMatchObject({
      error: { code: 'UNKNOWN_RUN' },
    });
    await client.close();
    expect(() => process.kill(client.pid ?? 0, 0)).toThrow();
    expect(stderr.join('')).toContain('stdin ended');
  });

  it('hears progress of a run', async () => {
    const { port } = await muteDevice();
    const client = await connectStdioClient({
      command: process.execPath,
      args: [MAIN, 'mcp', '--config', configFor(['sw1', 'sw2'], '127.0.0.1', port)],
      env: ENV,
      onStderr: () => {},
    });
    onTestFinished(() => client.close());
    const heard: string[] = [];
    const reply = await client.callTool(
      'check_devices',
      { select: 'all', wait_s: 2 },
      { onProgress: ({ message }) => heard.push(message) },
    );
    expect(reply.value).toMatchObject({ state: 'running', counts: { selected: 2, pending: 2 } });
    expect(heard[0]).toBe('0 of 2 devices');
  });
});
