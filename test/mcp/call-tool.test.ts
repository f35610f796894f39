import { describe, expect, it, vi } from 'vitest';
import { sleep, systemClock } from '../../src/core/clock.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { echoInput, echoOutput, toolThat } from './fake-tools.ts';
import { connectInMemory, errorOf, fakeApp, keptLog, PLANTED } from './in-memory.ts';

/** Something that happens once, and can be waited for. */
function signalled<T>() {
  let fire: (value: T) => void = () => {};
  const happened = new Promise<T>((resolve) => {
    fire = resolve;
  });
  return { happened, fire: (value: T) => fire(value) };
}

async function callEcho(run: Parameters<typeof toolThat>[0], args: Record<string, unknown> = { select: 'all' }) {
  const { client } = await connectInMemory({ tools: [toolThat(run)] });
  return client.callTool({ name: 'echo', arguments: args });
}

describe('a reply', () => {
  it('carries the same content as structure and as text, defaults filled in', async () => {
    const result = await callEcho((args) => args);
    const value = { said: { select: 'all', limit: 20, mode: 'short' } };
    expect(result.structuredContent).toEqual(value);
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify(value) }]);
    expect(result.isError).toBeUndefined();
  });

  it('never passes 20,000 characters: it says how to ask for less', async () => {
    expect((await callEcho(() => 'x'.repeat(19_900))).isError).toBeUndefined();
    const error = errorOf(await callEcho(() => 'x'.repeat(20_000)));
    expect(error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('20,011 characters') });
    expect(error.hint).toContain('get_results');
  });

  it('that is not what the tool promised is a fault of ours', async () => {
    const liar = defineTool({
      name: 'liar',
      title: 'Liar',
      description: 'Answers something else.',
      effect: 'reads-server',
      input: echoInput,
      output: echoOutput,
      run: async () => ({ said: 1, extra: PLANTED }),
    });
    const { client } = await connectInMemory({ tools: [liar] });
    const result = await client.callTool({ name: 'liar', arguments: { select: 'all' } });
    expect(errorOf(result).code).toBe('INTERNAL');
    expect(JSON.stringify(result)).not.toContain(PLANTED);
  });
});

describe('arguments', () => {
  const run = vi.fn(() => 1);

  it.each([
    [{}, '`select` is required: Which devices, e.g. "all".'],
    [{ select: 7 }, '`select`: Invalid input: expected string, received number.'],
    [{ select: 'all', limit: 51 }, '`limit`: Too big: expected number to be <=50.'],
    [{ select: 'all', limit: 1.5 }, '`limit`: Invalid input: expected int, received number.'],
    [{ select: 'all', commands: ['a', 2] }, '`commands[1]`: Invalid input: expected string, received number.'],
    [{ select: 'all', mode: 'lng' }, '`mode`: Invalid option: expected one of "short"|"long".'],
    [{ select: 'all', limt: 5 }, 'There is no argument `limt`; did you mean `limit`?'],
    [{ select: 'all', approved: true }, 'There is no argument `approved`.'],
    [{ select: 'a'.repeat(1_000_000) }, '`select`: Too big: expected string to have <=100 characters.'],
  ])('%# are refused by name and reason, before anything runs', async (args, message) => {
    const error = errorOf(await callEcho(run, args));
    expect(error).toEqual({ code: 'BAD_INPUT', message, hint: 'echo takes: select, limit, commands, mode.' });
    expect(run).not.toHaveBeenCalled();
  });

  it.each([['all'], [['all']], [7]])('that are no object are refused: %j', async (args) => {
    const error = errorOf(await callEcho(run, args as unknown as Record<string, unknown>));
    expect(error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('expected object') });
    expect(run).not.toHaveBeenCalled();
  });

  it('name every fault, but no more than five', async () => {
    const args = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`zz${i}`, i]));
    const { message } = errorOf(await callEcho(run, args));
    expect(message.split('There is no argument')).toHaveLength(5);
    expect(message).toContain('`select` is required');
  });

  it('with hostile names are quoted harmlessly', async () => {
    const { message } = errorOf(await callEcho(run, { select: 'all', ['\u001b]0;x\u0007\u202eevil'.repeat(50)]: 1 }));
    expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(message.length).toBeLessThan(120);
  });
});

describe('an error', () => {
  it('of ours is code, message and hint as JSON text, without structure', async () => {
    const result = await callEcho(() => {
      throw new RollcallError('EMPTY_SELECTION', 'No device has role=acess.', { detail: 'not for the model' });
    });
    expect(result.structuredContent).toBeUndefined();
    expect(errorOf(result)).toEqual({
      code: 'EMPTY_SELECTION',
      message: 'No device has role=acess.',
      hint: 'The selector is valid but matches no device.',
    });
    expect(JSON.stringify(result)).not.toContain('not for the model');
  });

  it('of any other kind is INTERNAL with an id that leads to the log, and nothing else leaves', async () => {
    const { log, lines } = keptLog();
    const tools = [
      toolThat(() => {
        throw new TypeError(`cannot read ${PLANTED} at /home/alice/keys`);
      }),
    ];
    const { client } = await connectInMemory({ tools, log, loadApp: async () => fakeApp({}, log).app });
    const result = await client.callTool({ name: 'echo', arguments: { select: 'all' } });
    const { code, message } = errorOf(result);
    expect(code).toBe('INTERNAL');
    const [id] = /f-[0-9a-f]{8}/.exec(message) ?? [];
    expect(JSON.stringify(result)).not.toMatch(/alice|TypeError|cannot read|\.ts/);
    const logged = lines.find((line) => line.includes(id ?? 'no id'));
    expect(logged).toContain('TypeError: cannot read');
    expect(lines.join('')).not.toContain(PLANTED);
  });

  it('about an unknown tool is a protocol error that names the nearest', async () => {
    const { client } = await connectInMemory({ tools: [toolThat(() => 1)] });
    await expect(client.callTool({ name: 'ech', arguments: {} })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('There is no tool ech. Did you mean echo?'),
    });
    await expect(client.callTool({ name: 'push', arguments: {} })).rejects.toThrow('Tools are: echo.');
  });
});

describe('a planted secret', () => {
  it('is masked in values, nested lists and keys of an answer', async () => {
    const said = { a: [`key ${PLANTED}`, { [`K ${PLANTED}`]: PLANTED }], n: 3, none: null };
    const result = await callEcho(() => said);
    expect(JSON.stringify(result)).not.toContain(PLANTED);
    expect(result.structuredContent).toEqual({
      said: { a: ['key <secret:test>', { 'K <secret:test>': '<secret:test>' }], n: 3, none: null },
    });
  });

  it('is masked in messages and hints', async () => {
    const result = await callEcho(() => {
      throw new RollcallError('BAD_SELECTOR', `no ${PLANTED}`, { hint: `not ${PLANTED}` });
    });
    expect(errorOf(result)).toMatchObject({ message: 'no <secret:test>', hint: 'not <secret:test>' });
  });
});

describe('cancelling', () => {
  it('aborts the signal of the call', async () => {
    let aborted: Promise<unknown> | undefined;
    const started = signalled<void>();
    const tools = [
      toolThat((_, { signal }) => {
        aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
        started.fire();
        return sleep(systemClock, 60_000, signal);
      }),
    ];
    const { log, lines } = keptLog();
    const { client } = await connectInMemory({ tools, log, loadApp: async () => fakeApp({}, log).app });
    const stop = new AbortController();
    const call = client.callTool({ name: 'echo', arguments: { select: 'all' } }, undefined, { signal: stop.signal });
    await started.happened;
    stop.abort('enough');
    await expect(call).rejects.toThrow('enough');
    await aborted;
    await vi.waitFor(() => expect(lines.join('')).toContain('"CANCELLED"'));
    expect(lines.join('')).not.toContain('"fault"');
  });

  it('happens to every call under way when the server closes', async () => {
    const started = signalled<AbortSignal>();
    const tools = [
      toolThat((_, { signal }) => {
        started.fire(signal);
        return sleep(systemClock, 60_000, signal);
      }),
    ];
    const { client, server } = await connectInMemory({ tools });
    const call = client.callTool({ name: 'echo', arguments: { select: 'all' } });
    call.catch(() => {});
    const signal = await started.happened;
    await server.close();
    expect(signal.aborted).toBe(true);
    await expect(call).rejects.toThrow('Connection closed');
  });
});
