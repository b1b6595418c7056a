import { homedir } from 'node:os';
import { RecollectError } from '../../electron/shared/errors.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { applyChange, previewChange } from '../mcp/change-settings-file.ts';
import { clientNames, mcpClient, type ClientName } from '../mcp/clients.ts';
import type { ServerCommand } from '../mcp/json-client.ts';
import type { Terminal } from '../terminal.ts';

/** What `mcp install` and `mcp uninstall` are given. */
export interface McpInstallRequest {
  readonly client: string;
  /** How the agent starts the server; null to take it out. */
  readonly server: ServerCommand | null;
  /** Only say what would be written. */
  readonly dryRun: boolean;
}

/** `recollect mcp install|uninstall AGENT`: adds the MCP server to an agent's settings, or takes it out. */
export async function mcpInstallCommand(request: McpInstallRequest, terminal: Terminal): Promise<ExitCode> {
  const { server, dryRun } = request;
  const client = mcpClient(clientName(request.client), homedir(), process.env);
  const change = await previewChange(client.path, (text) => client.change(text, server));
  if (change.changed && !dryRun) await applyChange(client.path, change);
  terminal.json({
    client: client.name,
    path: client.path,
    changed: change.changed && !dryRun,
    backup: dryRun ? null : change.backup,
  });
  if (!change.changed) {
    terminal.say(`Nothing to change in ${client.path}.`);
    return exitCodes.done;
  }
  const done = dryRun ? 'Would change' : 'Changed';
  terminal.say(
    `${done} ${client.path} (settings of ${client.title})${server ? '; added:' : ': the server was taken out.'}`,
  );
  if (server) terminal.quote(client.describe(server));
  if (!dryRun) {
    if (change.backup !== null) terminal.say(`What was there before is in ${change.backup}.`);
    if (server)
      terminal.say(
        `Undo it with: recollect mcp uninstall ${client.name}. Start ${client.title} anew to use it.`,
      );
  }
  return exitCodes.done;
}

function clientName(given: string): ClientName {
  const name = clientNames.find((known) => known === given);
  if (name) return name;
  throw new RecollectError(
    'usage',
    `"${given}" is not an agent that is known here: ${clientNames.join(', ')}.`,
  );
}
