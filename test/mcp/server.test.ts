import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { RollcallError } from '../../src/core/errors.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { tools as realTools } from '../../src/tools/registry.ts';
import { toolThat } from './fake-tools.ts';
import { connectInMemory, errorOf, fakeApp, keptLog } from './in-memory.ts';

describe('greeting', () => {
  it('answers initialize and tools/list before the app is asked for', async () => {
    const loadApp = vi.fn(async () => fakeApp().app);
    const { client } = await connectInMemory({ loadApp, tools: [toolThat(() => 1)] });
    expect(client.getServerVersion()).toMatchObject({ name: 'rollcall', version: '1.2.3' });
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['echo']);
    expect(loadApp).not.toHaveBeenCalled();
  });

  it('gives instructions within what clients show, naming only tools there are', async () => {
    const { client } = await connectInMemory({ tools: realTools });
    const instructions = client.getInstructions() ?? '';
    expect(instructions.length).toBeGreaterThan(500);
    expect(instructions.length).toBeLessThanOrEqual(2_000);
    const named = instructions.match(/\b[a-z]+_(?:devices|command|run|results|configs?|change)\b/g) ?? [];
    expect(new Set(named)).toEqual(new Set(realTools.map((tool) => tool.name)));
  });

  it('loads the app by itself soon after the greeting', async () => {
    const fires: (() => void)[] = [];
    const clock = {
      now: () => 0,
      monotonicMs: () => 0,
      after: (_: number, fire: () => void) => {
        fires.push(fire);
        return () => {};
      },
    };
    const loadApp = vi.fn(async () => fakeApp().app);
    await connectInMemory({ loadApp, clock });
    await vi.waitFor(() => expect(fires).toHaveLength(1));
    fires[0]?.();
    expect(loadApp).toHaveBeenCalledTimes(1);
  });
});

describe('tools/list', () => {
  it.each([
    ['reads-server', { readOnlyHint: true, openWorldHint: false }, undefined],
    ['reads-devices', { readOnlyHint: true, idempotentHint: true, openWorldHint: true }, undefined],
    ['changes-server', { readOnlyHint: false, destructiveHint: false }, undefined],
    [
      'changes-devices',
      { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
      { 'anthropic/requiresUserInteraction': true },
    ],
  ] as const)('derives hints from the effect %s', async (effect, annotations, meta) => {
    const { client } = await connectInMemory({ tools: [toolThat(() => 1, { effect })] });
    const [tool] = (await client.listTools()).tools;
    expect(tool?.annotations).toEqual(annotations);
    expect(tool?._meta).toEqual(meta);
  });

  it('shows flat strict inputs in which defaults are optional, without noise', async () => {
    const { client } = await connectInMemory({ tools: [toolThat(() => 1)] });
    const [tool] = (await client.listTools()).tools;
    expect(tool).toMatchObject({ title: 'Echo', description: 'Says what the test wants.' });
    expect(tool?.inputSchema).toMatchObject({ type: 'object', required: ['select'], additionalProperties: false });
    expect(tool?.inputSchema.properties?.['limit']).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 50,
      default: 20,
      description: 'Rows, e.g. 20.',
    });
    expect(tool?.outputSchema).toMatchObject({ type: 'object', required: ['said'], additionalProperties: false });
    expect(JSON.stringify(tool)).not.toContain('$schema');
  });

  it('leaves out the bounds that every whole number has', async () => {
    const counts = z.strictObject({ n: z.number().int() });
    const tool = defineTool({
      name: 'count',
      title: 'Count',
      description: 'Counts.',
      effect: 'reads-server',
      input: counts,
      output: counts,
      run: async (args) => args,
    });
    const { client } = await connectInMemory({ tools: [tool] });
    expect((await client.listTools()).tools[0]?.inputSchema.properties?.['n']).toEqual({ type: 'integer' });
  });

  it('lists the real tools: short names, no unions at the root, each with a hint', async () => {
    const { client } = await connectInMemory({ tools: realTools });
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(realTools.length);
    for (const tool of tools) {
      expect(tool.name).toMatch(/^[a-z][a-z_]{1,29}$/);
      expect(tool.description?.length).toBeLessThanOrEqual(1_000);
      expect(tool.inputSchema).not.toHaveProperty('anyOf');
      expect(tool.inputSchema).not.toHaveProperty('oneOf');
      expect(typeof tool.annotations?.readOnlyHint).toBe('boolean');
    }
  });
});

describe('the app', () => {
  it('is loaded once for calls at the same time, and closed with the server', async () => {
    const { app, seen } = fakeApp();
    const loadApp = vi.fn(async () => app);
    const { client, server } = await connectInMemory({ loadApp, tools: [toolThat(() => 'yes')] });
    const call = () => client.callTool({ name: 'echo', arguments: { select: 'all' } });
    await Promise.all([call(), call(), call()]);
    expect(loadApp).toHaveBeenCalledTimes(1);
    expect(seen.contexts.map((context) => context.principal)).toEqual(['mcp', 'mcp', 'mcp']);
    await server.close();
    await server.close();
    expect(seen.closed).toBe(1);
  });

  it('is tried again after a failure, which the call explains', async () => {
    const { log, lines } = keptLog();
    const loadApp = vi
      .fn(async () => fakeApp().app)
      .mockRejectedValueOnce(new RollcallError('CONFIG_INVALID', '`limits.sessions` must be a number.'));
    const { client } = await connectInMemory({ loadApp, log, tools: [toolThat(() => 'yes')] });
    const call = () => client.callTool({ name: 'echo', arguments: { select: 'all' } });
    expect(errorOf(await call())).toMatchObject({
      code: 'CONFIG_INVALID',
      message: '`limits.sessions` must be a number.',
    });
    expect((await call()).structuredContent).toEqual({ said: 'yes' });
    expect(lines.join('')).toContain('CONFIG_INVALID');
  });

  it('may fail to close: the log says so, and the server is closed all the same', async () => {
    const { log, lines } = keptLog();
    const { app } = fakeApp({}, log);
    const close = () => Promise.reject(new RollcallError('LOCAL_IO', 'The disk is full.'));
    const loadApp = async () => ({ ...app, close });
    const { client, server } = await connectInMemory({ log, loadApp, tools: [toolThat(() => 'yes')] });
    await client.callTool({ name: 'echo', arguments: { select: 'all' } });
    await server.close();
    expect(lines.join('')).toContain('The disk is full.');
  });

  it('is not loaded for a server that nobody asked anything', async () => {
    const loadApp = vi.fn(async () => fakeApp().app);
    const { server } = await connectInMemory({ loadApp });
    await server.close();
    expect(loadApp).not.toHaveBeenCalled();
  });
});
