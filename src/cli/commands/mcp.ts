/** `rollcall mcp`: the server Claude talks to. Knows its options; `main.ts` starts it without loading this file. */
import { Command } from 'commander';
import { type CliCommand, examples } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const mcpCommand: CliCommand = (parts) => {
  const command = new Command('mcp')
    .summary('serve MCP on standard input and output')
    .description('Serves MCP on standard input and output, for Claude Desktop, Claude Code and other clients.')
    .option('--config <file>', 'configuration; otherwise ROLLCALL_CONFIG, ./rollcall.yaml, then your config folder')
    .addHelpText(
      'after',
      examples('claude mcp add rollcall -- rollcall mcp --config /etc/rollcall/rollcall.yaml', 'rollcall init'),
    );
  return {
    command,
    run: async () => {
      await parts.serveMcp(command.opts<{ config?: string }>().config);
      return EXIT.WELL;
    },
  };
};
