/**
 * An agent that is connected to the MCP server over a library in memory.
 */
import { resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { projectOfCaller } from '../../electron/main/mcp/caller-project.ts';
import { createMcpServer } from '../../electron/main/mcp/mcp-server.ts';
import type { NotePermission } from '../../electron/main/mcp/note-permission.ts';
import type { Notes } from '../../electron/main/mcp/recall.ts';
import { FakeRecall } from './recall.ts';

/** The home of the user whose agent it is. */
export const AGENT_HOME = resolve('/home/ana');

/** What is known of the agent. */
export interface AgentOptions {
  readonly callerFolder?: string;
  /** Where notes are stored; agents may store some only where this is given. */
  readonly notes?: Notes;
  /** Whether they may, where that changes. */
  readonly notePermission?: NotePermission;
  /** The folders that its client says it works in; without, it can't say any. */
  readonly roots?: { uri: string }[];
}

/** An answer to a call of a tool. */
export interface Answered {
  readonly text: string;
  readonly data: Record<string, unknown> | undefined;
  readonly failed: boolean;
}

/** An agent, and the library that it asks. */
export interface Agent {
  readonly client: Client;
  readonly recall: FakeRecall;
  readonly call: (tool: string, args?: Record<string, unknown>) => Promise<Answered>;
}

const answerSchema = z.object({
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().default(false),
});

/** Keeps nothing. */
export const NO_NOTES: Notes = { remember: () => Promise.reject(new Error('Nothing is kept here.')) };

/** A permission that stays as it is. */
export function permission(given: boolean): NotePermission {
  return { given: () => given, onChange: () => () => undefined };
}

/** Connects an agent. */
export async function connectAgent(options: AgentOptions = {}): Promise<Agent> {
  const { callerFolder, notes, roots } = options;
  const recall = new FakeRecall();
  const server = createMcpServer({
    version: '1.0.0',
    recall,
    callerFolder: (asked) =>
      roots ? projectOfCaller(AGENT_HOME, asked, AGENT_HOME) : Promise.resolve(callerFolder),
    notes: notes ?? NO_NOTES,
    notePermission: options.notePermission ?? permission(notes !== undefined),
  });
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: roots ? { roots: { listChanged: true } } : {} },
  );
  if (roots) client.setRequestHandler(ListRootsRequestSchema, () => ({ roots }));
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Answered> => {
    const answer = answerSchema.parse(await client.callTool({ name, arguments: args }));
    return {
      text: answer.content.map((part) => part.text).join(''),
      data: answer.structuredContent,
      failed: answer.isError,
    };
  };
  return { client, recall, call };
}
