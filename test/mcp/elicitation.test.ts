/** The client's dialog over the protocol: who is asked, what they see, and what counts as a yes. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { type ElicitRequest, ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMcpServer } from '../../src/mcp/server.ts';
import type { PersonForm } from '../../src/tools/ask-person.ts';
import { toolThat } from './fake-tools.ts';
import { fakeApp, PLANTED } from './in-memory.ts';

const FORM: PersonForm = {
  message: `Approve ${PLANTED}?`,
  fields: [
    { name: 'code', kind: 'text', title: 'Code', description: 'Type abc123.' },
    { name: 'accept', kind: 'yes-or-no', title: 'Accept', description: 'A yes.' },
  ],
};

/** What the tool was given: `none` where there is nobody to ask. */
async function askedOver(
  capabilities: Record<string, unknown>,
  answer: (request: ElicitRequest) => ElicitResult | Promise<ElicitResult> = () => ({ action: 'decline' }),
) {
  const tool = toolThat(async (_, { askPerson }) => (askPerson === undefined ? 'none' : askPerson(FORM)));
  const server = createMcpServer({ loadTools: async () => [tool], loadApp: async () => fakeApp().app, version: '1' });
  const client = new Client({ name: 'claude\u001b[31m-code', version: '0' }, { capabilities });
  const requests: ElicitRequest[] = [];
  if ('elicitation' in capabilities) {
    client.setRequestHandler(ElicitRequestSchema, (request) => {
      requests.push(request);
      return answer(request);
    });
  }
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours);
  await client.connect(theirs);
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  const result = await client.callTool({ name: 'echo', arguments: { select: 'all' } });
  return { said: (result.structuredContent as { readonly said: unknown }).said, requests };
}

describe('asking the person at the client', () => {
  it('shows a form, cleaned, and gives back what was filled in', async () => {
    const content = { code: 'abc123', accept: true };
    const { said, requests } = await askedOver({ elicitation: {} }, () => ({ action: 'accept', content }));
    expect(said).toEqual({ client: 'claude-code', fields: content });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.params).toEqual({
      message: 'Approve <secret:test>?',
      requestedSchema: {
        type: 'object',
        properties: {
          code: { type: 'string', maxLength: 200, title: 'Code', description: 'Type abc123.' },
          accept: { type: 'boolean', default: false, title: 'Accept', description: 'A yes.' },
        },
        required: ['code', 'accept'],
      },
    });
  });

  it.each([
    ['declined', () => ({ action: 'decline' as const })],
    ['cancelled', () => ({ action: 'cancel' as const })],
    ['accepted without fields', () => ({ action: 'accept' as const })],
    ['declined with fields', () => ({ action: 'decline' as const, content: { code: 'abc123' } })],
    [
      'a fault',
      (): never => {
        throw new Error('no dialog here');
      },
    ],
  ])('takes %s for no', async (_, answer) => {
    expect((await askedOver({ elicitation: { form: {} } }, answer)).said).toBeNull();
  });

  it('asks nobody where the client has no dialog for forms', async () => {
    expect((await askedOver({})).said).toBe('none');
    expect((await askedOver({ elicitation: { url: {} } })).said).toBe('none');
  });
});
