import { Command } from 'commander';
import type { CliCommand } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
export const labCommand: CliCommand = () => ({ command: new Command('lab').summary('x').addHelpText('after', '\nExamples:\n'), run: async () => EXIT.WELL });
