/**
 * Codex, whose MCP servers are tables of a TOML file: https://developers.openai.com/codex/mcp
 */
import { RecollectError } from '../../electron/shared/errors.ts';
import type { ServerCommand } from './json-client.ts';

/**
 * The text of the file with the table of the server `name` in it, or out of it where `server` is null.
 *
 * @throws RecollectError `settings-invalid` where the server stands there in a form that is not taken out here.
 */
export function withTomlServer(
  text: string,
  path: string,
  name: string,
  server: ServerCommand | null,
): string {
  const { rest, head } = withoutTable(text, ['mcp_servers', name]);
  if (head.some((line) => /^\s*mcp_servers\s*[.=]/.test(line))) {
    throw new RecollectError(
      'settings-invalid',
      `${path} has its servers in a form that can't be changed here, and was left as it is. Add the server there by hand.`,
    );
  }
  const kept = rest.trimEnd();
  if (!server) return kept === '' ? '' : `${kept}\n`;
  const table = tomlServerText(name, server);
  return kept === '' ? table : `${kept}\n\n${table}`;
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

/** A part of a table's name, bare or in quotes. */
const KEY = /\s*(?:"([^"]*)"|'([^']*)'|([^\s."'\]]+))\s*(?:\.|$)/gy;

/**
 * Leaves out a table and the tables below it: from its head to the next head. Other lines stay as they are. `head`:
 * the lines before the first table.
 */
function withoutTable(text: string, name: readonly string[]): { rest: string; head: string[] } {
  let within = false;
  let tables = 0;
  let quotes: string | null = null;
  const head: string[] = [];
  const rest = text.split('\n').filter((line) => {
    // Within a string of several lines nothing is a head.
    if (quotes === null) {
      const table = /^\s*\[+([^\]]+)\]+/.exec(line)?.[1];
      if (table !== undefined) {
        const keys = [...table.matchAll(KEY)].map(([, double, single, bare]) => double ?? single ?? bare);
        within = name.every((key, at) => keys[at] === key);
        tables += 1;
      }
      if (tables === 0) head.push(line);
    }
    quotes = openQuotes(line, quotes);
    return !within;
  });
  return { rest: rest.join('\n'), head };
}

/** The quotes of several lines that are open after a line: `"""`, `'''` or none. */
function openQuotes(line: string, before: string | null): string | null {
  let open = before;
  for (let at = 0; at < line.length;) {
    const three = line.slice(at, at + 3);
    if (open === null && line[at] === '#') return null;
    const quotes = three === '"""' || three === "'''";
    if (quotes && (open === null || open === three)) {
      open = open === null ? three : null;
      at += 3;
    } else if (open === null && (line[at] === '"' || line[at] === "'")) at = endOfString(line, at);
    else at += open !== "'''" && line[at] === '\\' ? 2 : 1;
  }
  return open;
}

/** The place after a string of one line that begins at `start`. */
function endOfString(line: string, start: number): number {
  const quote = line[start];
  for (let at = start + 1; at < line.length; at += 1) {
    if (quote === '"' && line[at] === '\\') at += 1;
    else if (line[at] === quote) return at + 1;
  }
  return line.length;
}
