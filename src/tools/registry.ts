/** Every tool there is, in the order they are shown. Knows names only. */
import { backupConfigs } from './backup-configs.ts';
import { cancelRun } from './cancel-run.ts';
import { checkDevices } from './check-devices.ts';
import type { ToolDefinition } from './define-tool.ts';
import { diffConfig } from './diff-config.ts';
import { getResults } from './get-results.ts';
import { getRun } from './get-run.ts';
import { listDevices } from './list-devices.ts';
import { planChange } from './plan-change.ts';
import { pushConfig } from './push-config.ts';
import { rollbackChange } from './rollback-change.ts';
import { runCommand } from './run-command.ts';
import { searchConfigs } from './search-configs.ts';

/** The order is part of what clients cache: a new tool goes where the product's table has it. */
export const tools: readonly ToolDefinition[] = [
  listDevices,
  checkDevices,
  runCommand,
  getRun,
  getResults,
  cancelRun,
  backupConfigs,
  searchConfigs,
  diffConfig,
  planChange,
  pushConfig,
  rollbackChange,
];
