import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { agentToken } from '../../../../../electron/main/mcp/agent-token.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-token-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the token is made once and kept, for its owner only', async () => {
  const data = join(folder, 'data');
  const token = await agentToken(data);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await agentToken(data)).toBe(token);
  const path = join(data, 'agent-token');
  expect(await readFile(path, 'utf8')).toBe(`${token}\n`);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a file that holds no token is written anew, and is its owner’s only from then on', async () => {
  const path = join(folder, 'agent-token');
  await writeFile(path, '');
  await chmod(path, 0o644);
  const token = await agentToken(folder);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await agentToken(folder)).toBe(token);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('whoever asks for the first at once gets the same', async () => {
  // Which one comes first is up to the system: one try may go well by chance.
  for (let tries = 0; tries < 20; tries++) {
    await rm(join(folder, 'agent-token'), { force: true });
    const tokens = await Promise.all(Array.from({ length: 8 }, () => agentToken(folder)));
    expect(tokens).toEqual(Array(8).fill(await agentToken(folder)));
    expect(await readdir(folder)).toEqual(['agent-token']);
  }
});

test('a place where none can be kept is named', async () => {
  const path = join(folder, 'file');
  await writeFile(path, '');
  await expect(agentToken(path)).rejects.toMatchObject({ code: 'settings-not-writable' });
});
