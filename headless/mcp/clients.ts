/**
 * The agents whose settings `recollect mcp install` can write, and where these are.
 */
import { join } from 'node:path';
import { jsonServerText, standingJsonServer, withJsonServer, type ServerCommand } from './json-client.ts';
import { standingTomlServer, tomlServerText, withTomlServer } from './toml-client.ts';

/** The agents by the name that the command takes. */
export const clientNames = ['claude', 'codex', 'cursor', 'gemini'] as const;
export type ClientName = (typeof clientNames)[number];

/** An agent's settings file. */
export interface McpClient {
  readonly name: ClientName;
  /** What people call it. */
  readonly title: string;
  readonly path: string;
  /** The file's text with the server in it, or out of it. @throws RecollectError `settings-invalid`. */
  change(text: string, server: ServerCommand | null): string;
  /** What is added to the file, as text. */
  describe(server: ServerCommand): string;
  /** What stands in the file under the server's name, as text; null where nothing does. @throws as `change`. */
  standing(text: string): string | null;
}

/** The name of the server in every agent's settings. */
const SERVER = 'recollect';

/** An agent on this machine; the folders are those that its own documentation names. */
export function mcpClient(name: ClientName, home: string, environment: NodeJS.ProcessEnv): McpClient {
  const json = (title: string, path: string): McpClient => ({
    name,
    title,
    path,
    change: (text, server) => afterMark(text, (json) => withJsonServer(json, path, SERVER, server)),
    describe: (server) => jsonServerText(SERVER, server),
    standing: (text) => standingJsonServer(text.replace(MARK, ''), path, SERVER),
  });
  const codex = join(environment.CODEX_HOME ?? join(home, '.codex'), 'config.toml');
  switch (name) {
    case 'claude':
      return json('Claude Code', join(environment.CLAUDE_CONFIG_DIR ?? home, '.claude.json'));
    case 'cursor':
      return json('Cursor', join(home, '.cursor', 'mcp.json'));
    case 'gemini':
      return json('Gemini CLI', join(home, '.gemini', 'settings.json'));
    case 'codex':
      return {
        name,
        title: 'Codex',
        path: codex,
        change: (text, server) => afterMark(text, (toml) => withTomlServer(toml, codex, SERVER, server)),
        describe: (server) => tomlServerText(SERVER, server),
        standing: (text) => standingTomlServer(text.replace(MARK, ''), SERVER),
      };
  }
}

/** A byte order mark, with which some editors of Windows begin a file. */
const MARK = /^\ufeff/;

/** Changes a text behind its byte order mark, if it has one. */
function afterMark(text: string, change: (text: string) => string): string {
  const mark = MARK.exec(text)?.[0] ?? '';
  return `${mark}${change(text.slice(mark.length))}`;
}
