/**
 * What a tool is to the server.
 */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { Recall } from '../recall.ts';

/** What tools work with. */
export interface ToolContext {
  readonly recall: Recall;
  /**
   * The folder that the agent works in, if it is known: searches begin with its conversations. `request`: the one that
   * is being answered.
   */
  readonly callerFolder: (request: RequestId) => Promise<string | undefined>;
}

/** Adds a tool to a server. */
export type AddTool = (server: McpServer, context: ToolContext) => void;

/** Tools that only read a library on this machine. */
export const READ_ONLY = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
