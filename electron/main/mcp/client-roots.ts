/**
 * The folders that a client says it works in: MCP's roots.
 */
import { fileURLToPath } from 'node:url';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { RootsListChangedNotificationSchema, type RequestId } from '@modelcontextprotocol/sdk/types.js';

/** How long a client may take to say its folders, in ms: a search waits for it. */
const PATIENCE_MS = 2_000;

/** Asks the client of a server for its folders, once, and again after it said that they changed. */
export class ClientRoots {
  private readonly server: McpServer;
  private asked: Promise<readonly string[]> | undefined;

  constructor(server: McpServer) {
    this.server = server;
    server.server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
      this.asked = undefined;
    });
  }

  /** Paths of folders; none where the client has no roots, or doesn't answer. `request`: what needs to know them. */
  folders(request: RequestId): Promise<readonly string[]> {
    return (this.asked ??= this.ask(request));
  }

  private async ask(request: RequestId): Promise<readonly string[]> {
    const { server } = this.server;
    if (server.getClientCapabilities()?.roots === undefined) return [];
    try {
      // Over HTTP the question goes where the answer to that request will: its client listens there, if anywhere.
      const { roots } = await server.listRoots(undefined, {
        timeout: PATIENCE_MS,
        relatedRequestId: request,
      });
      return roots.flatMap(({ uri }) => pathOf(uri) ?? []);
    } catch {
      // A search without the folder finds the same and more. Who doesn't answer is not waited for at each search.
      return [];
    }
  }
}

/** The path of a `file:` URL; undefined for what is no folder on this machine. */
function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
