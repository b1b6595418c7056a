import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as RawWebSocket } from 'ws';
import type { SearchOutput } from '../../electron/shared/contract/search.ts';
import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import { CLOSE_REFUSED, SOCKET_PATH, TOKEN_HEADER } from '../../electron/shared/contract/web-socket.ts';
import { TestHost } from '../doubles/application.ts';
import { eventually } from '../doubles/eventually.ts';
import { appendHistory, conversationLines, sentence, writeHistory } from '../doubles/history.ts';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start();
});

afterEach(async () => {
  await host[Symbol.asyncDispose]();
  expect(host.errors).toEqual([]);
});

let tickets = 0;
function search(client: RecollectClient, query: string): Promise<SearchOutput> {
  tickets += 1;
  return client.search.run({ ticket: `t${tickets}`, query, mode: 'keyword', limit: 10, filter: {} });
}
async function inStep(client: RecollectClient, chunks = 1): Promise<void> {
  await eventually(async () => {
    const { sync, indexes, library } = await client.snapshot.get();
    return sync.phase === 'idle' && library.chunks >= chunks && indexes[0]?.embedded === library.chunks;
  }, 120_000);
}

describe('a browser', () => {
  test('adds a folder, watches it to the end, searches and opens a conversation', async () => {
    await writeHistory(
      join(host.home, 'bread.jsonl'),
      conversationLines('bread', 4, (turn) => `The sourdough loaf number ${turn} stays flat.`),
    );
    const { client, snapshots } = host.browse();

    expect((await client.snapshot.get()).host).toMatchObject({ kind: 'web', firstRun: true });
    const added = await client.sources.add({ paths: [host.home] });
    expect(added).toMatchObject([{ outcome: 'added', message: null }]);
    await inStep(client);

    // A phase may be over before the next snapshot is due; that something was going on is always seen. What was
    // asked for may be ahead of what is sent, ten times a second at most.
    const phases = (): string[] => snapshots.map(({ sync }) => sync.phase);
    await eventually(() => Promise.resolve(new Set(phases()).size > 1 && phases().at(-1) === 'idle'));
    const revisions = snapshots.map(({ revision }) => revision);
    // The first may come twice: to who connects, and to all.
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));

    const { hits, coverage } = await search(client, 'sourdough');
    expect(coverage).toBe(1);
    expect(hits).toMatchObject([{ conversationId: 'claude-code:bread' }]);
    const [hit] = hits;
    if (!hit) throw new Error('Nothing was found.');
    expect(hit.snippet.slice(hit.matches[0], hit.matches[1]).toLowerCase()).toBe('sourdough');

    const id = hit.conversationId;
    expect(await client.conversations.header({ id })).toMatchObject({
      messages: 4,
      resumeCommand: 'cd /home/ana/bre && claude --resume bread',
      paths: [join(host.home, 'bread.jsonl')],
    });
    const page = await client.conversations.messages({ id, from: 1, count: 2 });
    expect(page).toMatchObject({ from: 1, total: 4 });
    expect(page.messages.map(({ position, parts }) => [position, parts[0]?.text])).toEqual([
      [1, 'The sourdough loaf number 1 stays flat.'],
      [2, 'The sourdough loaf number 2 stays flat.'],
    ]);
    expect(await client.conversations.find({ id, text: 'NUMBER 3' })).toEqual([3]);
    expect(await client.conversations.position({ id, messageId: page.messages[1]?.id ?? '' })).toBe(2);
    expect(await client.conversations.recent({ limit: 10, before: null })).toMatchObject([{ id }]);
    expect(await client.search.facets(undefined)).toEqual({
      sources: [{ name: 'claude-code', conversations: 1 }],
      projects: [{ path: '/home/ana/bre', conversations: 1 }],
    });
    expect(await client.sources.list(undefined)).toMatchObject([
      {
        path: host.home,
        state: 'watched',
        conversations: 1,
        files: { total: 1, done: 1 },
        formats: [{ format: 'claude-code', files: 1 }],
      },
    ]);
  });

  test('finds what is appended to a file, and what a new file holds, without being asked to look', async () => {
    const path = join(host.home, 'grows.jsonl');
    const lines = conversationLines('grows', 6, (turn) =>
      turn === 5 ? 'An ocelot appears.' : sentence(turn),
    );
    await writeHistory(path, lines.slice(0, 5));
    const { client } = host.browse();
    await client.sources.add({ paths: [host.home] });
    await inStep(client);

    await appendHistory(path, lines.slice(5));
    await eventually(async () => (await search(client, 'ocelot')).hits.length === 1);
    await writeHistory(
      join(host.home, 'deeper', 'new.jsonl'),
      conversationLines('new', 2, () => 'A capybara swims.'),
    );
    await eventually(async () => (await search(client, 'capybara')).hits.length === 1);
    await eventually(async () => (await client.snapshot.get()).files.done === 2);
    expect((await client.snapshot.get()).files).toMatchObject({ total: 2, pending: 0, failed: 0 });
  });

  test('that comes in mid-import sees what the first one sees; pausing holds, resuming goes on', async () => {
    for (let file = 0; file < 20; file += 1) {
      await writeHistory(
        join(host.home, `${file}.jsonl`),
        // Enough that it lasts a while on a quick machine too.
        conversationLines(`s${file}`, 30, (turn) => sentence(file * 100 + turn, 60)),
      );
    }
    const first = host.browse();
    await first.client.sources.add({ paths: [host.home] });
    await eventually(() => first.snapshots.some(({ sync }) => sync.phase === 'reading'));
    const second = host.browse();
    await eventually(() => second.snapshots.length > 0);

    await second.client.sync.pause({ minutes: null });
    const paused = await first.client.snapshot.get();
    expect(paused.sync).toEqual({ phase: 'paused', until: null });
    await eventually(async () => {
      const before = (await first.client.snapshot.get()).indexes[0]?.embedded;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return (await first.client.snapshot.get()).indexes[0]?.embedded === before;
    });
    await eventually(async () => {
      const { files, indexes } = await first.client.snapshot.get();
      return files.pending + (indexes[0]?.pending ?? 0) > 0;
    });

    await first.client.sync.resume(undefined);
    await inStep(second.client);
    expect((await first.client.snapshot.get()).library).toMatchObject({ conversations: 20, messages: 600 });
  });

  test('goes on after the app was closed in mid-import, and doubles nothing', async () => {
    for (let file = 0; file < 20; file += 1) {
      await writeHistory(
        join(host.home, `${file}.jsonl`),
        conversationLines(`s${file}`, 10, (turn) => sentence(file * 100 + turn)),
      );
    }
    const { client } = host.browse();
    await client.sources.add({ paths: [host.home] });
    await eventually(async () => (await client.snapshot.get()).library.messages > 0);
    await host.close();
    await host.open();
    const again = host.browse();
    await inStep(again.client, 20);
    const snapshot = await again.client.snapshot.get();
    expect(snapshot.library).toMatchObject({ conversations: 20, messages: 200 });
    expect(snapshot.host.firstRun).toBe(false);
  });

  test('removes a source with its conversations; what another source shares stays', async () => {
    const [one, two] = [join(host.home, 'one'), join(host.home, 'two')];
    const shared = conversationLines('shared', 4, (turn) => `A platypus of turn ${turn}.`);
    await writeHistory(join(one, 'shared.jsonl'), shared);
    await writeHistory(join(two, 'copy.jsonl'), shared);
    await writeHistory(
      join(two, 'own.jsonl'),
      conversationLines('own', 4, () => 'Only an axolotl is here.'),
    );
    const { client } = host.browse();
    await client.sources.add({ paths: [one, two] });
    await inStep(client, 2);
    expect((await search(client, 'axolotl')).hits).toHaveLength(1);

    const source = (await client.sources.list(undefined)).find(({ path }) => path === two);
    await client.sources.remove({ id: source?.id ?? 0, conversations: true });
    await eventually(async () => (await client.snapshot.get()).library.conversations === 1);
    await inStep(client);
    expect((await search(client, 'axolotl')).hits).toEqual([]);
    expect((await search(client, 'platypus')).hits).toHaveLength(1);
    expect((await client.snapshot.get()).library).toMatchObject({ conversations: 1, messages: 4, chunks: 1 });
    expect((await client.sources.list(undefined)).map(({ path }) => path)).toEqual([one]);
    await expect(client.sources.remove({ id: source?.id ?? 0, conversations: true })).rejects.toMatchObject({
      code: 'usage',
    });
  });

  test('keeps the conversations of a folder that vanishes, and reads it again when it is back', async () => {
    await writeHistory(
      join(host.home, 'a.jsonl'),
      conversationLines('aaa', 4, () => 'A pangolin rolls up.'),
    );
    const { client } = host.browse();
    await client.sources.add({ paths: [host.home] });
    await inStep(client);
    await rename(host.home, `${host.home}-away`);
    await client.sync.now(undefined);
    await eventually(async () => (await client.sources.list(undefined))[0]?.state === 'missing');
    expect((await search(client, 'pangolin')).hits).toHaveLength(1);

    await rename(`${host.home}-away`, host.home);
    await appendHistory(
      join(host.home, 'a.jsonl'),
      conversationLines('aaa', 6, () => 'A quokka smiles.').slice(4),
    );
    await client.sync.now(undefined);
    await eventually(async () => (await search(client, 'quokka')).hits.length === 1);
    expect((await client.sources.list(undefined))[0]).toMatchObject({
      state: 'watched',
      files: { missing: 0 },
    });
  });

  test('a folder that vanishes in mid-import costs only what was not read', async () => {
    for (let file = 0; file < 30; file += 1) {
      await writeHistory(
        join(host.home, 'gone', `${file}.jsonl`),
        conversationLines(`g${file}`, 200, (turn) => sentence(file * 100 + turn, 60)),
      );
    }
    await writeHistory(
      join(host.folder, 'stays', 'a.jsonl'),
      conversationLines('stays', 2, () => 'A narwhal stays.'),
    );
    const { client } = host.browse();
    await client.sources.add({ paths: [join(host.home, 'gone'), join(host.folder, 'stays')] });
    await eventually(async () => (await client.snapshot.get()).library.messages > 0);
    await rm(join(host.home, 'gone'), { recursive: true });
    await eventually(async () => {
      const { files, sync } = await client.snapshot.get();
      return files.total === 31 && files.pending === 0 && sync.phase === 'embedding';
    });
    expect((await search(client, 'narwhal')).hits).toHaveLength(1);
    expect((await client.snapshot.get()).files).toMatchObject({ pending: 0, failed: 0 });
  });

  test('is told what can’t be added, and why', async () => {
    await writeHistory(join(host.home, 'a.jsonl'), conversationLines('a', 2, sentence));
    const { client } = host.browse();
    const added = await client.sources.add({
      paths: [
        '/',
        join(host.folder, 'nowhere'),
        host.home,
        host.home,
        join(host.home, 'a.jsonl'),
        process.execPath,
      ],
    });
    expect(added.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'refused',
      'added',
      'already-known',
      'already-known',
      'refused',
    ]);
    expect(added[0]?.message).toContain('too broad');
    expect(added[5]?.message).toContain('Recollect reads');
    await expect(client.system.chooseFolders(undefined)).rejects.toMatchObject({ code: 'desktop-only' });
  });
});

describe('who is let in', () => {
  const status = (headers: Record<string, string>, path = '/', method = 'GET'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { port } = host.host;
      request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  const upgrade = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      const socket = new RawWebSocket(`ws://127.0.0.1:${host.host.port}${SOCKET_PATH}`, { headers });
      socket.on('open', () => resolve('open')).on('error', (error) => resolve(error.message));
      socket.on('open', () => socket.terminate());
    });

  test('not a browser with a wrong token', async () => {
    const { client, transport } = host.browse('wrong');
    await expect(client.snapshot.get(undefined)).rejects.toMatchObject({ code: 'cancelled' });
    expect(transport.state()).toBe('refused');
  });

  test('not one that asks before it has said its token', async () => {
    const socket = new RawWebSocket(`ws://127.0.0.1:${host.host.port}${SOCKET_PATH}`, {
      headers: { origin: `http://127.0.0.1:${host.host.port}` },
    });
    socket.on('open', () => socket.send(JSON.stringify({ type: 'request', id: 1, channel: 'snapshot.get' })));
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(CLOSE_REFUSED);
  });

  test('not another host’s name, nor another site’s page', async () => {
    const own = `127.0.0.1:${host.host.port}`;
    expect(await status({ host: own })).toBe(200);
    expect(await status({ host: `rebound.example:${host.host.port}` })).toBe(403);
    // A name that the host was told of.
    expect(await status({ host: 'recollect.example:4757' })).toBe(200);
    expect(await status({ host: own, origin: 'https://elsewhere.example' })).toBe(403);
    expect(await upgrade({ origin: `http://${own}` })).toBe('open');
    expect(await upgrade({ origin: 'https://elsewhere.example' })).toContain('403');
    expect(await upgrade({})).toContain('403');
    expect(await upgrade({ host: 'rebound.example', origin: `http://${own}` })).toContain('403');
  });

  test('no path outside the window’s files, and no listing', async () => {
    const own = { host: `127.0.0.1:${host.host.port}` };
    expect(await status(own, '/../data/library.db')).toBe(404);
    expect(await status(own, '/%2e%2e/data/library.db')).toBe(404);
    expect(await status(own, '/assets/')).toBe(404);
    expect(await status(own, '/', 'POST')).toBe(405);
    const response = await fetch(`http://${own.host}/`);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('an upload', () => {
  const put = async (path: string, body: string, token = host.host.token) => {
    const url = new URL(`http://127.0.0.1:${host.host.port}`);
    return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = request(
        {
          host: url.hostname,
          port: url.port,
          path,
          method: 'PUT',
          headers: { origin: url.origin, [TOKEN_HEADER]: token },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode, body: text }));
        },
      );
      sent.on('error', reject).end(body);
    });
  };
  const batch = '/uploads/0123abcd-batch';

  test('of a folder is stored, and read when it is added', async () => {
    const text = conversationLines('up', 2, () => 'A tapir was uploaded.')
      .map((line) => JSON.stringify(line))
      .join('\n');
    const { status, body } = await put(`${batch}/projects/api%20one/a.jsonl`, `${text}\n`);
    expect(status).toBe(200);
    const { client } = host.browse();
    const answer = JSON.parse(body) as { value: { folder: string } };
    await client.sources.add({ paths: [answer.value.folder] });
    await inStep(client);
    expect((await search(client, 'tapir')).hits).toHaveLength(1);
  });

  test('that leads out of its folder, or to no proper name, is refused', async () => {
    for (const path of [
      `${batch}/../../library.db`,
      `${batch}/%2e%2e/%2e%2e/library.db`,
      `${batch}/..%2f..%2flibrary.db`,
      `${batch}/..%5c..%5clibrary.db`,
      `${batch}/nul`,
      `${batch}/a%00.jsonl`,
      '/uploads/..%2f..%2f..%2fx/a.jsonl',
      `${batch}/${'a'.repeat(300)}.jsonl`,
    ]) {
      const { status, body } = await put(path, 'x');
      expect(status, path).toBe(400);
      expect(JSON.parse(body), path).toMatchObject({ ok: false, error: { code: 'upload-refused' } });
    }
    expect(existsSync(join(host.data, 'uploads'))).toBe(false);
  });

  test('without the token, or of too much, is refused', async () => {
    expect((await put(`${batch}/a.jsonl`, 'x', 'wrong')).status).toBe(401);
    const large = await put(`${batch}/b.jsonl`, 'x'.repeat(5 * 2 ** 20)).catch(() => ({
      status: 400,
      body: '',
    }));
    expect(large.status).toBe(400);
    for (let file = 0; file < 25; file += 1) await put(`${batch}2/${file}.txt`, 'x');
    expect((await put(`${batch}2/last.txt`, 'x')).body).toContain('more than 20 files');
  });
});
