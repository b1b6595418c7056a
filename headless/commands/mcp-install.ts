import { RecollectError } from '../../electron/shared/errors.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { applyChange, previewChange, previewUndo, type SettingsChange } from '../mcp/change-settings-file.ts';
import { clientNames, mcpClient, type ClientName, type McpClient } from '../mcp/clients.ts';
import type { ServerCommand } from '../mcp/json-client.ts';
import type { Terminal } from '../terminal.ts';

/** What `mcp install` and `mcp uninstall` are given. */
export interface McpInstallRequest {
  readonly client: string;
  readonly action: 'install' | 'uninstall';
  /** How the agent starts the server. */
  readonly server: ServerCommand;
  /** Only say what would be written. */
  readonly dryRun: boolean;
  /** Where agents keep their settings: the user's home folder, and what the environment says. */
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** `recollect mcp install|uninstall AGENT`: adds the MCP server to an agent's settings, or takes it out. */
export async function mcpInstallCommand(request: McpInstallRequest, terminal: Terminal): Promise<ExitCode> {
  const { action, server, dryRun } = request;
  const client = mcpClient(clientName(request.client), request.home, request.environment);
  const text = {
    add: (before: string) => client.change(before, server),
    remove: (before: string) => client.change(before, null),
  };
  const change = await (action === 'install' ? previewChange : previewUndo)(client.path, text);
  const standing = change.before === null ? null : client.standing(change.before);
  if (change.changed && !dryRun) await applyChange(client.path, change);
  terminal.json({
    client: client.name,
    path: client.path,
    changed: change.changed && !dryRun,
    backup: dryRun ? null : change.backup,
    restored: dryRun ? null : change.restored,
  });
  if (!change.changed) terminal.say(`Nothing to change in ${client.path}.`);
  else sayChange({ request, client, change, standing }, terminal);
  return exitCodes.done;
}

/** Says what is changed, or would be, and how to undo it. */
function sayChange(
  said: {
    readonly request: McpInstallRequest;
    readonly client: McpClient;
    readonly change: SettingsChange;
    readonly standing: string | null;
  },
  terminal: Terminal,
): void {
  const { request, client, change, standing } = said;
  const { action, server, dryRun } = request;
  const done = dryRun ? 'Would change' : 'Changed';
  const what = action === 'install' ? (standing === null ? 'added:' : 'now:') : 'taken out:';
  terminal.say(`${done} ${client.path} (settings of ${client.title}); ${what}`);
  if (action === 'install') terminal.quote(client.describe(server));
  if (action === 'install' && standing !== null) terminal.say('instead of:');
  if (standing !== null) terminal.quote(standing);
  if (change.restored !== null)
    terminal.say(`The file is what it was before, as kept in ${change.restored}.`);
  if (change.after === null) terminal.say('The file was not there before, and is removed.');
  if (dryRun) return;
  if (change.backup !== null) terminal.say(`What was there before is in ${change.backup}.`);
  if (action === 'install')
    terminal.say(
      `Undo it with: recollect mcp uninstall ${client.name}. Start ${client.title} anew to use it.`,
    );
}

function clientName(given: string): ClientName {
  const name = clientNames.find((known) => known === given);
  if (name) return name;
  throw new RecollectError(
    'usage',
    `"${given}" is not an agent that is known here: ${clientNames.join(', ')}.`,
  );
}
