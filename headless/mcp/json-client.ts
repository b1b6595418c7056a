/**
 * Agents whose MCP servers stand under `mcpServers` in a JSON file. The text is edited where the server stands:
 * everything else stays as it is, comments included.
 */
import { applyEdits, findNodeAtLocation, modify, parseTree, type ParseError } from 'jsonc-parser';
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
  const value = server ? { command: server.command, args: server.args } : undefined;
  const formattingOptions = { ...indentOf(text), eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const after = applyEdits(before, modify(before, [SERVERS, name], value, { formattingOptions }));
  return after.endsWith('\n') ? after : `${after}\n`;
}

/** What is added, for people to see before it is. */
export function jsonServerText(name: string, server: ServerCommand): string {
  return `"${SERVERS}": { "${name}": ${JSON.stringify({ command: server.command, args: server.args }, null, 2)} }`;
}

/** Whether the server stands in the file. */
function serverIn(text: string, path: string, name: string): boolean {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const servers = tree && findNodeAtLocation(tree, [SERVERS]);
  if (errors.length > 0 || tree?.type !== 'object' || (servers && servers.type !== 'object')) {
    throw new RecollectError(
      'settings-invalid',
      `${path} could not be understood and was left as it is. Add the server there by hand.`,
    );
  }
  return findNodeAtLocation(tree, [SERVERS, name]) !== undefined;
}

/** What the file is indented with: two spaces where that can't be told. */
function indentOf(text: string): { readonly insertSpaces: boolean; readonly tabSize: number } {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length };
}
