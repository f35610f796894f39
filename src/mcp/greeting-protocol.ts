/**
 * The SDK's protocol with the server's half of the greeting. Knows versions and capabilities; nothing of what is
 * served. The SDK's own `Server` does the same, but loads a JSON Schema validator for a feature not used here: a
 * seventh of the time from start to greeting.
 */
import { Protocol } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  type Implementation,
  InitializedNotificationSchema,
  InitializeRequestSchema,
  LATEST_PROTOCOL_VERSION,
  type ServerCapabilities,
  type ServerNotification,
  type ServerRequest,
  type ServerResult,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/sdk/types.js';
import type { GreetedClient } from './ask-person.ts';

export interface Greeting {
  readonly serverInfo: Implementation;
  readonly capabilities: ServerCapabilities;
  readonly instructions: string;
}

/** Answers `initialize` with `greeting`, and calls `onInitialized` once the client is ready. */
export class GreetingProtocol extends Protocol<ServerRequest, ServerNotification, ServerResult> {
  /** Who greeted; null before. */
  client: GreetedClient | null = null;

  constructor(greeting: Greeting, onInitialized: () => void) {
    super();
    this.setRequestHandler(InitializeRequestSchema, ({ params }) => {
      const { protocolVersion: wanted, clientInfo, capabilities } = params;
      this.client = { name: clientInfo.name, capabilities };
      // An unknown version is answered with ours; the client then decides whether to go on.
      const protocolVersion = SUPPORTED_PROTOCOL_VERSIONS.includes(wanted) ? wanted : LATEST_PROTOCOL_VERSION;
      return { ...greeting, protocolVersion };
    });
    this.setNotificationHandler(InitializedNotificationSchema, onInitialized);
  }

  // Checks for peers that register features at run time; what is served here is fixed.
  protected override assertCapabilityForMethod(): void {}
  protected override assertNotificationCapability(): void {}
  protected override assertRequestHandlerCapability(): void {}
  protected override assertTaskCapability(): void {}
  protected override assertTaskHandlerCapability(): void {}
}
