import { chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../electron/main/engine.ts';
import { contentsOf, testEngine } from '../doubles/engine.ts';
import { appendHistory, conversationLines, historyText, sentence, writeHistory } from '../doubles/history.ts';

const signal = new AbortController().signal;
let folder: string;
let home: string;
let engine: Engine;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-import-'));
  home = join(folder, 'home');
  await mkdir(home);
  engine = await testEngine(join(folder, 'data'), 1);
});

afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const importHome = () => engine.import([{ path: home, origin: 'added' }], signal);
const find = async (query: string) =>
  (await engine.search({ query, mode: 'keyword', limit: 10, filter: {} }, signal)).hits;

describe('an import', () => {
  test('makes a history findable by word and by meaning', async () => {
    await writeHistory(
      join(home, 'bread.jsonl'),
      conversationLines('bread', 2, (turn) =>
        turn === 0
          ? 'My sourdough loaf stays flat and dense.'
          : 'The starter was too weak; feed it twice a day.',
      ),
    );
    await writeHistory(
      join(home, 'login.jsonl'),
      conversationLines('login', 2, (turn) =>
        turn === 0 ? 'The login test fails at random.' : 'It races the clock.',
      ),
    );

    await importHome();

    expect((await find('sourdough')).map((hit) => hit.conversationId)).toEqual(['claude-code:bread']);
    const meant = await engine.search(
      { query: 'baking without rise', mode: 'semantic', limit: 1, filter: {} },
      signal,
    );
    expect(meant.coverage).toBe(1);
    expect(meant.hits[0]?.conversationId).toBe('claude-code:bread');
  });

  test('of an unchanged folder reads and embeds nothing', async () => {
    await writeHistory(join(home, 'a.jsonl'), conversationLines('aaa', 6, sentence));
    const first = await importHome();
    const again = await importHome();
    expect(first.filesRead).toBe(1);
    expect(again.filesRead).toBe(1);
    expect(again.tokens).toBe(first.tokens);
  });

  test('of a growing file equals the import of the whole at once', async () => {
    const lines = conversationLines('grows', 40, (turn) => sentence(turn, 20));
    const path = join(home, 'grows.jsonl');
    await writeHistory(path, lines.slice(0, 3));
    for (const [from, to] of [
      [3, 4],
      [4, 17],
      [17, 18],
      [18, 40],
    ]) {
      await importHome();
      await appendHistory(path, lines.slice(from, to));
    }
    await importHome();

    const whole = await testEngine(join(folder, 'whole'), 1);
    try {
      await whole.import([{ path: home, origin: 'added' }], signal);
      const queries = [sentence(3, 4), sentence(30, 4)];
      expect(await contentsOf(engine, queries)).toEqual(await contentsOf(whole, queries));
    } finally {
      await whole.close();
    }
  });

  test('waits for the rest of a line that is half-written', async () => {
    const path = join(home, 'torn.jsonl');
    const text = historyText(
      conversationLines('torn', 2, (turn) => (turn === 0 ? 'first words' : 'second thoughts')),
    );
    const cut = text.length - 30;
    await writeFile(path, text.slice(0, cut));
    await importHome();
    expect(await find('thoughts')).toEqual([]);
    await writeFile(path, text);
    const done = await importHome();
    expect(await find('thoughts')).toHaveLength(1);
    expect(done.skippedLines).toBe(0);
  });

  test('of a rewritten file lets go of what is no longer in it', async () => {
    const path = join(home, 'rewritten.jsonl');
    await writeHistory(
      path,
      conversationLines('rew', 4, (turn) => `zebra ${sentence(turn)}`),
    );
    await importHome();
    await writeHistory(
      path,
      conversationLines('rew', 2, (turn) => `giraffe ${sentence(turn)}`),
    );
    await importHome();
    expect(await find('zebra')).toEqual([]);
    expect(await find('giraffe')).toHaveLength(1);
    await truncate(
      path,
      historyText(conversationLines('rew', 1, (turn) => `giraffe ${sentence(turn)}`)).length,
    );
    await importHome();
    expect((await engine.library.read.counts()).messages).toBe(1);
  });

  test('keeps the conversations of a file that was deleted', async () => {
    const path = join(home, 'gone.jsonl');
    await writeHistory(
      path,
      conversationLines('gone', 2, () => 'remember the walrus'),
    );
    await importHome();
    await unlink(path);
    await importHome();
    expect(await find('walrus')).toHaveLength(1);
  });

  test('stores what a fork repeats once, and keeps slices of a session together', async () => {
    const original = conversationLines('origin', 6, (turn) => sentence(turn));
    const fork = [
      ...original.map((line) => ({ ...line, sessionId: 'fork' })),
      ...conversationLines('fork', 2, (turn) => `otter ${sentence(turn + 50)}`),
    ];
    await writeHistory(join(home, '1.jsonl'), original.slice(0, 4));
    await writeHistory(join(home, '2.jsonl'), original.slice(4));
    await writeHistory(join(home, '3.jsonl'), fork);
    await importHome();
    expect(await engine.library.read.counts()).toMatchObject({ conversations: 2, messages: 8 });
  });

  test('names what it could not read, and loses nothing else', async () => {
    await writeHistory(
      join(home, 'good.jsonl'),
      conversationLines('good', 2, () => 'the pelican is fine'),
    );
    await writeFile(join(home, 'empty.jsonl'), '');
    await writeFile(join(home, 'other.jsonl'), '{"nothing":"known"}\n');
    await mkdir(join(home, 'folder.jsonl'));
    await symlink('loop.jsonl', join(home, 'loop.jsonl'));
    await symlink(home, join(home, 'circle'));
    const done = await importHome();
    expect(done.filesFailed.map(({ path, code }) => [path.slice(home.length + 1), code]).sort()).toEqual([
      ['loop.jsonl', 'symlink-loop'],
      ['other.jsonl', 'format-unknown'],
    ]);
    expect(await find('pelican')).toHaveLength(1);
  });

  test('takes a JSON file for what it holds, whatever it is called, and leaves one that holds no conversation', async () => {
    const conversation = {
      uuid: 'c1',
      name: 'Bread',
      chat_messages: [{ uuid: 'm1', sender: 'human', text: 'Why is the bittern shy?' }],
    };
    await writeFile(join(home, 'saved from the web.json'), JSON.stringify(conversation, null, 2));
    await writeFile(join(home, 'package.json'), '{"name":"web"}');
    const done = await importHome();
    expect(await find('bittern')).toHaveLength(1);
    expect([done.filesRead, done.filesLeft, done.filesFailed]).toEqual([1, 1, []]);
    expect(await engine.library.read.failures(10)).toMatchObject([
      { kind: 'lines', path: join(home, 'package.json'), reason: 'no-conversation' },
    ]);
    expect((await engine.library.read.counts()).skippedLines).toBe(0);
    // Another version of Recollect may know its format.
    expect(await engine.library.write.retryFailedFiles()).toBe(1);
    expect((await importHome()).filesLeft).toBe(2);

    await writeFile(join(home, 'package.json'), JSON.stringify({ ...conversation, uuid: 'c2' }));
    expect((await importHome()).filesRead).toBe(2);
    expect(await engine.library.read.failures(10)).toEqual([]);
  });

  test('names a JSON file without a conversation that was given by itself', async () => {
    const path = join(home, 'package.json');
    await writeFile(path, '{"name":"web"}');
    const { filesFailed } = await engine.import([{ path, origin: 'added' }], signal);
    expect(filesFailed).toMatchObject([{ path, code: 'format-unknown' }]);
  });

  test('reads two objects on one line, CRLF, a BOM, NULs and broken UTF-8, and counts a broken line', async () => {
    const [first, second, third] = conversationLines('hard', 3, (turn) => `heron number ${turn}`).map(
      (line) => JSON.stringify(line),
    );
    await writeFile(
      join(home, 'hard.jsonl'),
      Buffer.concat([
        Buffer.from(`\ufeff${first}${second}\r\n{"type":"user","message":\r\n\0\r\n`),
        Buffer.from(third?.replace('heron', 'heron \u0001') ?? ''),
        Buffer.from(
          '\n{"type":"user","uuid":"x","sessionId":"hard","message":{"role":"user","content":"egret ',
        ),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}}'),
      ]),
    );
    const done = await importHome();
    expect(done.filesFailed).toEqual([]);
    expect((await engine.library.read.counts()).messages).toBe(4);
    expect(done.skippedLines).toBeGreaterThan(0);
    expect(await find('egret')).toHaveLength(1);
  });

  test('reads a line of 64 MB without holding it whole', async () => {
    const [line] = conversationLines('large', 1, () => 'a cormorant and');
    const image = 'A'.repeat(64 * 2 ** 20);
    const content = [
      { type: 'text', text: 'a cormorant and an image' },
      { type: 'image', source: { data: image } },
    ];
    await writeHistory(join(home, 'large.jsonl'), [{ ...line, message: { role: 'user', content } }]);
    await importHome();
    expect(await find('cormorant')).toHaveLength(1);
  });

  test.skipIf(process.getuid?.() === 0)('names a file that may not be read', async () => {
    const path = join(home, 'secret.jsonl');
    await writeHistory(path, conversationLines('secret', 1, sentence));
    await chmod(path, 0);
    expect((await importHome()).filesFailed).toMatchObject([{ code: 'file-not-permitted' }]);
  });

  test('tries a file that failed again, unchanged as it is, and names it again', async () => {
    await writeFile(join(home, 'other.jsonl'), '{"nothing":"known"}\n');
    expect((await importHome()).filesFailed).toHaveLength(1);
    await engine.close();
    engine = await testEngine(join(folder, 'data'), 1);
    expect((await importHome()).filesFailed).toMatchObject([{ code: 'format-unknown' }]);
  });

  test('no longer names a file that failed in the import before', async () => {
    const path = join(home, 'mended.jsonl');
    await writeFile(path, 'no format at all');
    expect((await importHome()).filesFailed).toHaveLength(1);
    expect((await importHome()).filesFailed).toHaveLength(1);
    await writeHistory(
      path,
      conversationLines('mended', 2, () => 'now it can be read'),
    );
    expect((await importHome()).filesFailed).toEqual([]);
  });

  test('brings a source back that was removed', async () => {
    await writeHistory(join(home, 'a.jsonl'), conversationLines('back', 2, sentence));
    await importHome();
    const source = await engine.library.write.findSource(home);
    await engine.library.write.removeSource(source ?? 0, false);
    expect(await engine.library.read.sources()).toEqual([]);
    expect(await engine.library.read.removedSources()).toEqual([home]);
    await importHome();
    expect(await engine.library.read.sources()).toMatchObject([{ path: home, files: 1 }]);
    expect((await engine.library.read.counts()).messages).toBe(2);
  });

  test('of a source that is away names it, and reads nothing again when it is back', async () => {
    await writeHistory(join(home, 'a.jsonl'), conversationLines('away', 4, sentence));
    await importHome();
    await rename(home, `${home}-away`);
    expect((await importHome()).filesFailed).toMatchObject([{ path: home, code: 'file-vanished' }]);
    await rename(`${home}-away`, home);
    const back = await importHome();
    expect(back.filesFailed).toEqual([]);
    expect(back.filesRead).toBe(1);
    expect((await engine.library.read.counts()).messages).toBe(4);
    // A path that was mistyped is no source.
    await engine.import([{ path: join(folder, 'hmoe'), origin: 'added' }], signal);
    expect(await engine.library.read.sources()).toMatchObject([{ path: home }]);
  });

  test('takes a file that was moved to another folder for what it is: the same messages', async () => {
    await writeHistory(join(home, 'a.jsonl'), conversationLines('moved', 4, sentence));
    await importHome();
    await mkdir(join(home, 'below'));
    await rename(join(home, 'a.jsonl'), join(home, 'below', 'a.jsonl'));
    await importHome();
    expect((await engine.library.read.counts()).messages).toBe(4);
  });
});

describe('a library that is in use', () => {
  test('is refused to a second program, by name', async () => {
    await expect(testEngine(join(folder, 'data'), 1)).rejects.toMatchObject({
      code: 'library-in-use',
      message: expect.stringContaining(String(process.pid)) as unknown,
    });
  });
});
