/** The public library: what a program that embeds Rollcall may import. Re-exports only. */
export { type App, type AppOptions, type ContextOptions, createApp } from './app.ts';
export { ERROR_CODES, type ErrorCode, RollcallError } from './core/errors.ts';
export type { DeviceFailure, DeviceOutcome } from './core/outcome.ts';
export type { RunAnswer } from './summary/run-answer.ts';
export type { ToolDefinition } from './tools/define-tool.ts';
export { tools } from './tools/registry.ts';
export type { ToolContext } from './tools/tool-context.ts';
