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
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = tableLines(text, ['mcp_servers', name]);
  if (lines.some(({ head, line }) => head && /^\s*mcp_servers\s*[.=]/.test(line))) {
    throw new RecollectError(
      'settings-invalid',
      `${path} has its servers in a form that can't be changed here, and was left as it is. Add the server there by hand.`,
    );
  }
  const [command, args] = [COMMAND, ARGS].map((key) =>
    lines.findIndex(({ within, line }) => within === 'table' && key.test(line)),
  );
  // What the user has added to it stays, such as its environment.
  if (server && command !== undefined && args !== undefined && command >= 0 && args >= 0) {
    const [, ownCommand, ownArgs] = tomlServerText(name, server).split('\n');
    const changed = new Map([
      [command, ownCommand],
      [args, ownArgs],
    ]);
    return lines
      .map(({ line }, at) =>
        changed.has(at) ? `${changed.get(at)}${line.endsWith('\r') ? '\r' : ''}` : line,
      )
      .join('\n');
  }
  if (!server && lines.every(({ within }) => within === null)) return text;
  const kept = lines
    .filter(({ within }) => within === null)
    .map(({ line }) => line)
    .join('\n')
    .trimEnd();
  if (!server) return kept === '' ? '' : `${kept}${eol}`;
  const table = tomlServerText(name, server).replaceAll('\n', eol);
  return kept === '' ? table : `${kept}${eol}${eol}${table}`;
}

/** What stands in the file under the server's name, for people to see before it is replaced; null where nothing does. */
export function standingTomlServer(text: string, name: string): string | null {
  const lines = tableLines(text, ['mcp_servers', name]).filter(({ within }) => within === 'table');
  if (lines.length === 0) return null;
  const shown = lines.filter(({ line }, at) => at === 0 || COMMAND.test(line) || ARGS.test(line));
  return shown.map(({ line }) => line.trimEnd()).join('\n');
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

/** The entries of a table that are written here, each on a line of its own. */
const COMMAND = /^\s*command\s*=\s*(?:"[^"]*"|'[^']*')\s*(?:#[^\n]*)?$/;
const ARGS = /^\s*args\s*=\s*\[\s*(?:(?:"(?:[^"\\]|\\.)*"|'[^']*')\s*(?:,\s*|(?=\])))*\]\s*(?:#[^\n]*)?$/;

/** A line of a file: whether it is of the table or of one below it, and whether it stands before the first table. */
interface TableLine {
  readonly line: string;
  readonly within: 'table' | 'below' | null;
  readonly head: boolean;
}

/** The lines of a file, of which those are marked that are of a table: from its head to the next one's. */
function tableLines(text: string, name: readonly string[]): TableLine[] {
  let within: TableLine['within'] = null;
  let tables = 0;
  let quotes: string | null = null;
  return text.split('\n').map((line) => {
    // Within a string of several lines nothing is a head.
    if (quotes === null) {
      const table = /^\s*\[+([^\]]+)\]+/.exec(line)?.[1];
      if (table !== undefined) {
        const keys = [...table.matchAll(KEY)].map(([, double, single, bare]) => double ?? single ?? bare);
        const named = name.every((key, at) => keys[at] === key);
        within = !named ? null : keys.length === name.length ? 'table' : 'below';
        tables += 1;
      }
    }
    const head = tables === 0 && quotes === null;
    quotes = openQuotes(line, quotes);
    return { line, within, head };
  });
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
