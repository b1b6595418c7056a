/**
 * An agent over HTTP: the protocol's own client, with the folders that its user works in.
 */
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { AgentAccess } from '../../electron/shared/contract/agents.ts';

/** An agent that is connected. */
export interface HttpAgent {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  /** How often it was asked for its folders. */
  readonly asked: { times: number };
}

/** Connects an agent that works in `folders`, as they are when it is asked; null for one that can't say where. */
export async function connectOverHttp(
  { url, token }: AgentAccess,
  folders: readonly string[] | null = null,
): Promise<HttpAgent> {
  const asked = { times: 0 };
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: folders ? { roots: { listChanged: true } } : {} },
  );
  if (folders)
    client.setRequestHandler(ListRootsRequestSchema, () => {
      asked.times += 1;
      return { roots: folders.map((folder) => ({ uri: pathToFileURL(folder).href })) };
    });
  const headers = { Authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  await client.connect(transport);
  return { client, transport, asked };
}

/** What a tool answers an agent, as JSON. */
export async function textOf(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
): Promise<string> {
  return JSON.stringify((await client.callTool({ name, arguments: args })).content);
}
