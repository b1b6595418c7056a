/**
 * Agents whose MCP servers stand under `mcpServers` in a JSON file.
 */
import { z } from 'zod';
import { RecollectError } from '../../electron/shared/errors.ts';

/** How an agent starts the server. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const documentSchema = z.looseObject({ mcpServers: z.record(z.string(), z.unknown()).optional() });

/** The text of a settings file with the server `name` in it, or out of it where `server` is null. */
export function withJsonServer(
  text: string,
  path: string,
  name: string,
  server: ServerCommand | null,
): string {
  const document = parse(text, path);
  const { [name]: _before, ...others } = document.mcpServers ?? {};
  const mcpServers = server ? { ...others, [name]: { command: server.command, args: server.args } } : others;
  return `${JSON.stringify({ ...document, mcpServers }, null, indentOf(text))}\n`;
}

/** What is added, for people to see before it is. */
export function jsonServerText(name: string, server: ServerCommand): string {
  return `"mcpServers": { "${name}": ${JSON.stringify({ command: server.command, args: server.args }, null, 2)} }`;
}

function parse(text: string, path: string): z.infer<typeof documentSchema> {
  if (text.trim() === '') return {};
  try {
    return documentSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new RecollectError(
      'settings-invalid',
      `${path} could not be understood (it may hold comments) and was left as it is. Add the server there by hand.`,
      { cause: error },
    );
  }
}

/** What the file is indented with: two spaces where that can't be told. */
function indentOf(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
}
