/**
 * How agents reach the running app over HTTP (MCP).
 */
import { z } from 'zod';

/** What an agent's settings need: the address, and the token that goes with each request. */
export const agentAccessSchema = z.strictObject({ url: z.string(), token: z.string() });
export type AgentAccess = z.infer<typeof agentAccessSchema>;
