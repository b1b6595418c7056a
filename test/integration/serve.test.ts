import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket as RawWebSocket } from 'ws';
import { createClient, type RecollectClient } from '../../electron/shared/contract/client.ts';
import { rendererFolder } from '../../headless/paths.ts';
import { connectWebSocket, socketUrl } from '../../renderer/transport/websocket.ts';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';

const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));
const FILES = 40;

let folder: string;
const served: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-serve-'));
  // The commands are what is tested here, not the window: any page will do where it has not been built.
  if (!existsSync(join(rendererFolder, 'index.html'))) {
    await mkdir(rendererFolder, { recursive: true });
    await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>Recollect</title>');
  }
});

afterEach(async () => {
  for (const child of served.splice(0)) {
    const gone = child.exitCode !== null || child.signalCode !== null || ended(child);
    child.kill('SIGKILL');
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
});

/** Starts a command and waits for the address that it prints. */
async function serve(...args: string[]): Promise<{ child: ChildProcess; url: URL; line: string }> {
  const child = spawn(
    process.execPath,
    [CLI, ...args, '--data-dir', join(folder, 'data'), '--workers', '1'],
    {
      env: { ...process.env, HOME: folder, CLAUDE_CONFIG_DIR: join(folder, 'none') },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  served.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address !== undefined) return { child, url: new URL(address), line };
  }
  throw new Error('It ended without an address.');
}

function browse(url: URL): { client: RecollectClient; close: () => void } {
  const transport = connectWebSocket({
    url: socketUrl(url),
    token: url.hash.replace('#token=', ''),
    open: (address) => {
      const socket = new RawWebSocket(address, { origin: url.origin });
      // A browser's socket says nothing to nobody; this one would end the process where the server is gone.
      socket.on('error', () => undefined);
      return socket as unknown as WebSocket;
    },
  });
  return { client: createClient(transport), close: () => transport.close() };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

test('serve ends in order at SIGTERM in mid-import, and the next one goes on from there', async () => {
  for (let file = 0; file < FILES; file += 1) {
    await writeHistory(
      join(folder, 'home', `${file}.jsonl`),
      conversationLines(`s${file}`, 6, (turn) => sentence(file * 10 + turn)),
    );
  }
  const first = await serve('serve', '--port', '0');
  const before = browse(first.url);
  await before.client.sources.add({ paths: [join(folder, 'home')] });
  await eventually(async () => (await before.client.snapshot.get()).library.messages > 0);
  first.child.kill('SIGTERM');
  expect(await ended(first.child)).toBe(0);
  before.close();

  const second = await serve('serve', '--port', '0');
  const after = browse(second.url);
  await eventually(async () => {
    const { sync, library, indexes } = await after.client.snapshot.get();
    return sync.phase === 'idle' && library.messages === FILES * 6 && indexes[0]?.embedded === library.chunks;
  }, 120_000);
  expect((await after.client.snapshot.get()).library).toMatchObject({
    conversations: FILES,
    messages: FILES * 6,
  });
  after.close();
  second.child.kill('SIGINT');
  expect(await ended(second.child)).toBe(0);
});

test('serve refuses a port that is in use with a sentence; without a port the next free one is taken', async () => {
  const first = await serve('serve', '--port', '0');
  const again = spawn(
    process.execPath,
    [CLI, 'serve', '--port', first.url.port, '--data-dir', join(folder, 'other')],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  served.push(again);
  const exit = ended(again);
  // To its end: what was said may come after the exit.
  const said = await text(again.stderr);
  expect(await exit).toBe(1);
  expect(said).toContain(`Port ${first.url.port} is in use.`);
});

test('start without a terminal prints one line with the address and keeps running, also over a library in use', async () => {
  const first = await serve('start');
  expect(first.line).toMatch(/^Recollect is at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  const second = await serve('start');
  expect(second.url.port).not.toBe(first.url.port);
  const { client, close } = browse(second.url);
  const { sync } = await eventually(async () => {
    const snapshot = await client.snapshot.get();
    return snapshot.sync.phase === 'failed' && snapshot;
  });
  expect(sync).toMatchObject({ phase: 'failed', failure: { code: 'library-in-use' } });
  await expect(client.sources.list(undefined)).rejects.toMatchObject({ code: 'library-in-use' });
  first.child.kill('SIGTERM');
  await ended(first.child);
  await client.sync.retry(undefined);
  expect((await client.snapshot.get()).sync.phase).not.toBe('failed');
  close();
});
