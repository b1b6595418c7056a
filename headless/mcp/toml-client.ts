/**
 * Codex, whose MCP servers are tables of a TOML file: https://developers.openai.com/codex/mcp
 */
import type { ServerCommand } from './json-client.ts';

/** The text of the file with the table of the server `name` in it, or out of it where `server` is null. */
export function withTomlServer(text: string, name: string, server: ServerCommand | null): string {
  const rest = withoutTable(text, `mcp_servers.${name}`).trimEnd();
  if (!server) return rest === '' ? '' : `${rest}\n`;
  const table = tomlServerText(name, server);
  return rest === '' ? table : `${rest}\n\n${table}`;
}

/** The server's table. A JSON string is a TOML basic string too. */
export function tomlServerText(name: string, server: ServerCommand): string {
  return [
    `[mcp_servers.${name}]`,
    `command = ${JSON.stringify(server.command)}`,
    `args = [${server.args.map((arg) => JSON.stringify(arg)).join(', ')}]`,
    '',
  ].join('\n');
}

/** Leaves out a table and the tables below it: from its head to the next head. Other lines stay as they are. */
function withoutTable(text: string, name: string): string {
  let within = false;
  return text
    .split('\n')
    .filter((line) => {
      const head = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
      if (head !== undefined) within = head === name || head.startsWith(`${name}.`);
      return !within;
    })
    .join('\n');
}
