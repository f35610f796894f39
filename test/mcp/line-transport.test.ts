import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineTransport } from '../../src/mcp/line-transport.ts';

/** A started transport, with what it took, what it wrote, and whether it closed. */
async function started() {
  const input = new PassThrough();
  const seen = { messages: [] as unknown[], written: [] as string[], errors: [] as string[], closed: 0 };
  const transport = lineTransport({
    input,
    write: async (line) => {
      seen.written.push(line);
    },
  });
  transport.onmessage = (message) => seen.messages.push(message);
  transport.onerror = (error) => seen.errors.push(error.message);
  transport.onclose = () => seen.closed++;
  await transport.start();
  return { input, seen, transport };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const ping = (id: number, text = '') => ({ jsonrpc: '2.0', id, method: 'ping', params: { text } });

describe('lines', () => {
  it('give the same messages however the bytes are cut', async () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), cuts, async (texts, at) => {
        const messages = texts.map((text, id) => ping(id, text));
        const bytes = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\r\n`).join(''));
        const { input, seen } = await started();
        const ends = [...new Set([...at.map((cut) => Math.min(cut, bytes.length)), bytes.length])].sort(
          (a, b) => a - b,
        );
        ends.forEach((end, i) => void input.write(bytes.subarray(ends[i - 1] ?? 0, end)));
        await settle();
        expect(seen.messages).toEqual(JSON.parse(JSON.stringify(messages)));
        expect(seen.written).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('that are empty are passed over', async () => {
    const { input, seen } = await started();
    input.write(`\n\r\n   \n${JSON.stringify(ping(1))}\n`);
    await settle();
    expect(seen).toMatchObject({ messages: [ping(1)], written: [], errors: [] });
  });
});

describe('damaged lines', () => {
  it.each([
    ['{"jsonrpc":"2.0",', { code: -32700 }, undefined],
    ['\u0000\u0001', { code: -32700 }, undefined],
    ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', { code: -32600 }, undefined],
    ['null', { code: -32600 }, undefined],
    ['{"id":7,"method":"ping"}', { code: -32600 }, 7],
    ['{"jsonrpc":"2.0","id":"a","method":3}', { code: -32600 }, 'a'],
    ['{"jsonrpc":"2.0","id":{"x":1},"method":"ping"}', { code: -32600 }, undefined],
  ])('%# are answered, and the next line is taken', async (line, error, id) => {
    const { input, seen } = await started();
    input.write(`${line}\n${JSON.stringify(ping(2))}\n`);
    await settle();
    expect(seen.messages).toEqual([ping(2)]);
    expect(seen.written).toHaveLength(1);
    expect(JSON.parse(seen.written[0] ?? '')).toMatchObject({ jsonrpc: '2.0', error });
    expect(JSON.parse(seen.written[0] ?? '').id).toBe(id);
    expect(seen.errors).toHaveLength(1);
  });

  it('longer than 10 MiB are dropped with one complaint, and the next line is taken', async () => {
    const { input, seen } = await started();
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 12; i++) input.write(megabyte);
    await settle();
    input.write(`\n${JSON.stringify(ping(3))}\n`);
    await settle();
    expect(seen.messages).toEqual([ping(3)]);
    expect(seen.written.map((line) => JSON.parse(line))).toEqual([
      { jsonrpc: '2.0', error: { code: -32600, message: 'The line is longer than 10 MiB.' } },
    ]);
  });

  it('of a large but allowed size are taken whole', async () => {
    const { input, seen } = await started();
    const message = ping(4, 'y'.repeat(9 * 1024 * 1024));
    input.write(`${JSON.stringify(message)}\n`);
    await settle();
    expect(seen.messages).toEqual([message]);
  });
});

describe('the end', () => {
  it('of input closes the transport once; nothing is sent after it', async () => {
    const { input, seen, transport } = await started();
    input.end();
    await settle();
    await transport.close();
    await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
    expect(seen).toMatchObject({ closed: 1, written: [] });
  });

  it('of a stream that breaks closes it too', async () => {
    const { input, seen } = await started();
    input.destroy(new Error('broken'));
    await settle();
    expect(seen).toMatchObject({ closed: 1, errors: ['broken'] });
  });
});
