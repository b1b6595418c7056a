/**
 * `recollect mcp install` and its undoing in a home of its own, over settings as people have them.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mcpInstallCommand } from '../../headless/commands/mcp-install.ts';
import { exitCodes } from '../../headless/exit-codes.ts';
import type { Terminal } from '../../headless/terminal.ts';

const server = { command: '/opt/node', args: ['/opt/main.ts', 'mcp', '--data-dir', '/data'] };

let home: string;
let said: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'recollect-install-'));
  said = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

function run(action: 'install' | 'uninstall', client: string, dryRun = false): Promise<number> {
  const terminal: Terminal = {
    json: () => undefined,
    say: (line) => void said.push(line),
    note: (line) => void said.push(line),
    quote: (line) => void said.push(line),
    pass: () => undefined,
    follow: () => () => undefined,
  };
  return mcpInstallCommand({ action, client, server, dryRun, home, environment: {} }, terminal);
}

const settings = [
  [
    'claude',
    '.claude.json',
    '{\n  // mine\n  "numStartups": 12345678901234567890,\n  "mcpServers": {\n    "other": { "command": "x" }, /* keep */\n  },\n  "projects": { "/a": { "mcpServers": {} } }\n}',
  ],
  ['codex', '.codex/config.toml', '# mine\r\nmodel = "gpt"\r\n\r\n[mcp_servers.other] # c\r\ncommand = "x"'],
  ['cursor', '.cursor/mcp.json', '\ufeff{\r\n\t"mcpServers": {"z": {"url": "http://x"}}\r\n}\r\n\r\n'],
  ['gemini', '.gemini/settings.json', '{"theme":"Dark","mcpServers":{"a":{"command":"b"}}}'],
] as const;

describe.each(settings)('the settings of %s', (client, name, before) => {
  test('have the server beside the others, and are the same to the byte after it was undone', async () => {
    const path = join(home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, before);
    expect(await run('install', client, true)).toBe(exitCodes.done);
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(said.join('\n')).toContain('/opt/main.ts');

    await run('install', client);
    const after = await readFile(path, 'utf8');
    expect(after).toContain('/opt/main.ts');
    for (const kept of before.match(/mine|keep|12345678901234567890|"?other"?|http:\/\/x|Dark/g) ?? [])
      expect(after).toContain(kept);
    expect(said.join('\n')).toContain(`What was there before is in ${path}.before-recollect.`);
    await run('install', client);
    expect(await readFile(path, 'utf8')).toBe(after);

    await run('uninstall', client);
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(dirname(path))).toHaveLength(1);
  });

  test('are gone after it was undone where they were not there', async () => {
    await run('install', client);
    expect(await readFile(join(home, name), 'utf8')).toContain('/opt/main.ts');
    await run('uninstall', client);
    await expect(readFile(join(home, name))).rejects.toThrow('ENOENT');
  });
});
