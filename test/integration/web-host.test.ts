/**
 * The app in a browser: what it shows of an import, and what becomes of sources.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inStep, searchWords, TestHost } from '../doubles/application.ts';
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

    const { hits, coverage } = await searchWords(client, 'sourdough');
    expect(coverage).toBe(1);
    expect(hits).toMatchObject([{ conversationId: 'claude-code:bread' }]);
    const [hit] = hits;
    if (!hit) throw new Error('Nothing was found.');
    expect(hit.snippet.slice(hit.matches[0], hit.matches[1]).toLowerCase()).toBe('sourdough');

    const id = hit.conversationId;
    expect(await client.conversations.header({ id })).toMatchObject({
      messages: 4,
      resume: { kind: 'command', command: 'cd /home/ana/bre && claude --resume bread' },
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
    await eventually(async () => (await searchWords(client, 'ocelot')).hits.length === 1);
    await writeHistory(
      join(host.home, 'deeper', 'new.jsonl'),
      conversationLines('new', 2, () => 'A capybara swims.'),
    );
    await eventually(async () => (await searchWords(client, 'capybara')).hits.length === 1);
    await eventually(async () => (await client.snapshot.get()).files.done === 2);
    expect((await client.snapshot.get()).files).toMatchObject({ total: 2, pending: 0, failed: 0 });
  });

  test('that comes in mid-import sees what the first one sees; pausing holds, resuming goes on', async () => {
    for (let file = 0; file < 20; file += 1) {
      await writeHistory(
        join(host.home, `${file}.jsonl`),
        // Enough that it lasts a while on a quick machine too.
        conversationLines(`s${file}`, 20, (turn) => sentence(file * 100 + turn, 60)),
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
    expect((await first.client.snapshot.get()).library).toMatchObject({ conversations: 20, messages: 400 });
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
    expect((await searchWords(client, 'axolotl')).hits).toHaveLength(1);

    const source = (await client.sources.list(undefined)).find(({ path }) => path === two);
    await client.sources.remove({ id: source?.id ?? 0, conversations: true });
    await eventually(async () => (await client.snapshot.get()).library.conversations === 1);
    await inStep(client);
    expect((await searchWords(client, 'axolotl')).hits).toEqual([]);
    expect((await searchWords(client, 'platypus')).hits).toHaveLength(1);
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
    expect((await searchWords(client, 'pangolin')).hits).toHaveLength(1);

    await rename(`${host.home}-away`, host.home);
    await appendHistory(
      join(host.home, 'a.jsonl'),
      conversationLines('aaa', 6, () => 'A quokka smiles.').slice(4),
    );
    await client.sync.now(undefined);
    await eventually(async () => (await searchWords(client, 'quokka')).hits.length === 1);
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
    expect((await searchWords(client, 'narwhal')).hits).toHaveLength(1);
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
