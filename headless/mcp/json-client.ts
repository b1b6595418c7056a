/**
 * Agents whose MCP servers stand under `mcpServers` in a JSON file. The text is edited where the server stands:
 * everything else stays as it is, comments included.
 */
import {
  applyEdits,
  findNodeAtLocation,
  getNodeValue,
  modify,
  parseTree,
  type ParseError,
} from 'jsonc-parser';
import { z } from 'zod';
import { RecollectError } from '../../electron/shared/errors.ts';

/** How an agent starts the server. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const SERVERS = 'mcpServers';

/**
 * The text of a settings file with the server `name` in it, or out of it where `server` is null.
 *
 * @throws RecollectError `settings-invalid` where the file is not understood.
 */
export function withJsonServer(
  text: string,
  path: string,
  name: string,
  server: ServerCommand | null,
): string {
  const before = text.trim() === '' ? '{}' : text;
  const known = serverIn(before, path, name);
  if (!server && !known) return text;
  const formattingOptions = { ...indentOf(text), eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const change = (json: string, keys: readonly string[], value: unknown): string =>
    applyEdits(json, modify(json, [SERVERS, name, ...keys], value, { formattingOptions }));
  let after: string;
  if (!server) after = change(before, [], undefined);
  // What the user has added to it stays, such as its environment.
  else if (known?.command !== undefined)
    after = change(change(before, ['command'], server.command), ['args'], server.args);
  else after = change(before, [], { command: server.command, args: server.args });
  return after.endsWith('\n') ? after : `${after}\n`;
}

/** What stands in the file under the server's name, for people to see before it is replaced; null where nothing does. */
export function standingJsonServer(text: string, path: string, name: string): string | null {
  const known = text.trim() === '' ? undefined : serverIn(text, path, name);
  if (!known) return null;
  return `"${name}": ${JSON.stringify({ command: known.command, args: known.args, url: known.url })}`;
}

/** What is added, for people to see before it is. */
export function jsonServerText(name: string, server: ServerCommand): string {
  return `"${SERVERS}": { "${name}": ${JSON.stringify({ command: server.command, args: server.args }, null, 2)} }`;
}

/** A server as it stands in a file: anything may. */
const standing = z
  .object({ command: z.unknown().optional(), args: z.unknown().optional(), url: z.unknown().optional() })
  .catch({});

/** The server that stands in the file; undefined where none does. */
function serverIn(text: string, path: string, name: string): z.infer<typeof standing> | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const servers = tree && findNodeAtLocation(tree, [SERVERS]);
  if (errors.length > 0 || tree?.type !== 'object' || (servers && servers.type !== 'object')) {
    throw new RecollectError(
      'settings-invalid',
      `${path} could not be understood and was left as it is. Add the server there by hand.`,
    );
  }
  const server = findNodeAtLocation(tree, [SERVERS, name]);
  return server && standing.parse(getNodeValue(server));
}

/** What the file is indented with: two spaces where its first property stands on no line of its own. */
function indentOf(text: string): { readonly insertSpaces: boolean; readonly tabSize: number } {
  const indent = /^\s*\{[^\n]*\n(?:[ \t]*\r?\n)*([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length };
}
