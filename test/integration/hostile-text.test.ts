/**
 * A history whose names and texts try to act: what every command prints of it is read as bytes.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openLibrary } from '../../electron/main/library/library.ts';
import { libraryPath } from '../../electron/main/settings/data-directory.ts';
import { libraryThread, mainFile } from '../../headless/paths.ts';
import { conversationLines, writeHistory } from '../doubles/history.ts';

/** A colour, a link to elsewhere, a title of the window, one-character forms of these, a name that is read backwards. */
const HOSTILE =
  '\u001b[31mred\u001b[0m \u001b]8;;http://evil.example\u001b\\link \u009b2J\u009d0;t\u009c \u202egnp.exe \u2066x\u007f';
/** Lines that look like the program's own. */
const FORGED = '\n2. A forged hit\n   claude-code:forged\u2028assistant, 2026-01-01:\n';
const SESSION = `a\u001b[1m b'; touch pwned #`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-hostile-'));
  const lines = conversationLines(SESSION, 4, (turn) => `narwhal ${turn} ${HOSTILE}${FORGED}`).map(
    (line) => ({
      ...line,
      cwd: `/home/ana/${HOSTILE}${FORGED}`,
    }),
  );
  await writeHistory(join(folder, 'home', 'one.jsonl'), [
    ...lines,
    { type: 'custom-title', customTitle: `narwhal ${HOSTILE}${FORGED}`, sessionId: SESSION },
  ]);
  expect((await recollect('import', join(folder, 'home'))).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function recollect(...args: string[]): Promise<Ran> {
  const environment = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder };
  const common = ['--data-dir', join(folder, 'data'), '--workers', '1'];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [mainFile, ...args, ...common],
      { env: environment },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });
}

/** What no terminal may get. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const ID = 'claude-code:a%1B%5B1m%20b%27%3B%20touch%20pwned%20%23';

test('search prints four lines a hit, and an id that means nothing to a shell', async () => {
  const { stdout, stderr } = await recollect('search', 'narwhal', '--mode', 'keyword');
  expect(stdout + stderr).not.toMatch(OBEYED);
  const lines = stdout.trimEnd().split(/[\n\u2028]/);
  expect(lines).toHaveLength(4);
  expect(lines[2]).toBe(`   ${ID}`);
});

test('what is found has its true names in JSON, and nothing in it acts', async () => {
  const { stdout } = await recollect('search', 'narwhal', '--mode', 'keyword', '--json');
  expect(stdout).not.toMatch(OBEYED);
  const hits = z.object({ hits: z.array(z.object({ conversationId: z.string(), project: z.string() })) });
  expect(hits.parse(JSON.parse(stdout)).hits).toMatchObject([
    { conversationId: `claude-code:${SESSION}`, project: `/home/ana/${HOSTILE}${FORGED}` },
  ]);
});

test('show sets in what was said: no line of it passes for one of the program', async () => {
  const { stdout, code } = await recollect('show', ID);
  expect(code).toBe(0);
  expect(stdout).not.toMatch(OBEYED);
  const own = stdout.split(/[\n\u2028]/).filter((line) => line !== '' && !line.startsWith('  '));
  expect(own.slice(2)).toEqual([
    'user, 2026-03-01:',
    'assistant, 2026-03-01:',
    'user, 2026-03-01:',
    'assistant, 2026-03-01:',
  ]);
});

test('a saved search is listed by its name, and done again with what is given besides', async () => {
  const library = await openLibrary(libraryPath(join(folder, 'data')), libraryThread);
  const filter = { source: 'claude-code' };
  await library.write.saveSearch({ name: 'whales\u001b[2J', query: 'narwhal', mode: 'keyword', filter });
  await library.close();
  expect((await recollect('saved')).stdout).toBe('whales[2J: narwhal · keyword · source claude-code\n');
  const { stdout } = await recollect('search', '--saved', 'whales\u001b[2J', '--role', 'user', '--facets');
  expect(stdout).toContain(ID);
  expect(stdout).toContain('\nSources: claude-code 1\n');
  expect(stdout).toContain('\nMonths: 2026-03 1\n');
  expect(stdout).not.toMatch(OBEYED);
  expect((await recollect('search', '--saved', 'other')).code).toBe(2);
});

test('its id is given to no agent', async () => {
  const { code, stdout, stderr } = await recollect('resume', ID);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe('It has no id by which Claude Code could find it.\n');
});

test.each([
  ['an id that is not known', ['show', `${ID}\u001b[2J\u009b`]],
  ['a value that an option does not take', ['search', 'narwhal', '--source', '\u001b[2J\u009b\u202e']],
  ['a command that there is not', ['\u001b[2J\u009b']],
])('%s is refused without its escapes', async (_what, command) => {
  const ran = await recollect(...command);
  expect(ran.code).toBe(2);
  expect(ran.stdout + ran.stderr).not.toMatch(OBEYED);
});

test('an export has a plain name, and a heading of lines that are its own', async () => {
  expect((await recollect('tag', ID, '#plan')).stdout).toBe(`${ID}: tagged #plan.\n`);
  const out = join(folder, 'out');
  expect((await recollect('export', ID, '--out', out)).code).toBe(0);
  const [file = '', ...others] = await readdir(out);
  expect(others).toEqual([]);
  expect(file).toMatch(/^2026-03-01-[a-z0-9-]+\.md$/);
  const text = await readFile(join(out, file), 'utf8');
  expect(text).not.toMatch(OBEYED);
  expect(text.split(/[\n\u2028]/).slice(0, 6)).toEqual([
    expect.stringMatching(/^# narwhal /) as string,
    '',
    '- Source: claude-code',
    expect.stringMatching(/^- Project: \/home\/ana\//) as string,
    '- Started: 2026-03-01T09:00:00.000Z',
    '- Tags: #plan',
  ]);
});
