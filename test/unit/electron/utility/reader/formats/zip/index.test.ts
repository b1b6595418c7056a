import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openZip } from '../../../../../../../electron/utility/reader/formats/zip/zip-file.ts';
import { FileImport } from '../../../../../../doubles/file-import.ts';
import { conversationLines, historyText, sentence } from '../../../../../../doubles/history.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';
import { makeZip, offsetsOf } from '../../../../../../doubles/zip.ts';

const fixture = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../../../../../fixtures/${path}`, import.meta.url)), 'utf8');
const history = (session: string, turns = 2): string =>
  historyText(conversationLines(session, turns, sentence));

async function read(zip: Buffer): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  return await readHistory(await folder.write('export.zip', zip));
}

const conversations = ({ parts }: Reading): string[] => [
  ...new Set(parts.map(({ conversation }) => conversation)),
];

/** What a zip ends with instead of being read. */
const refusal = async (zip: Buffer): Promise<unknown> => read(zip).catch((error: unknown) => error);

describe('a zip', () => {
  test.each(['chatgpt', 'claude-ai'])(
    'of %s gives what its conversations give by themselves',
    async (format) => {
      const json = await fixture(`${format}/conversations.json`);
      const zip = await makeZip({
        'users.json': '[{"chat_messages":[]}]',
        'conversations.json': json,
        'file-1.md': 'mine',
      });
      await using folder = await TemporaryFolder.create();
      const alone = await readHistory(await folder.write('conversations.json', json));
      const zipped = await readHistory(await folder.write('export.zip', zip));
      expect(zipped.parts).toEqual(alone.parts);
      expect(zipped.facts).toEqual(alone.facts);
      expect(zipped.skipped).toEqual(alone.skipped);
      expect(zipped.checkpoint).toMatchObject({ format, offset: zip.length });
    },
  );

  test('of an export in shards gives all of them', async () => {
    const shard = (id: string): string => JSON.stringify([{ id, mapping: { a: { message: null } } }]);
    const said = (id: string): string =>
      shard(id).replace('null', '{"author":{"role":"user"},"content":{"parts":["Hi"]}}');
    const names = ['Export 1/conversations-001.json', 'Export 1/conversations-000.json'];
    const reading = await read(await makeZip({ [names[0] ?? '']: said('b'), [names[1] ?? '']: said('a') }));
    expect(conversations(reading)).toEqual(['a', 'b']);
  });

  test('of a folder with histories gives each to its format, oldest first', async () => {
    const zip = await makeZip({
      'home/.claude/projects/-home-ana/s1.jsonl': history('s1'),
      'home/notes/plan.md': '# Plan\nBuy seeds.',
      'home/.claude/projects/-home-ana/s0.jsonl': history('s0'),
      'home/node_modules/x/readme.md': 'not mine',
      'home/photo.png': 'png',
      'home/settings.json': '{"theme":"dark"}',
    });
    await using library = await FileImport.create();
    await library.write('home.zip', zip);
    const formats = library.database
      .prepare('SELECT format, count(*) AS n FROM conversations GROUP BY format')
      .all();
    expect(formats.map(({ format, n }) => [format, n])).toEqual([
      ['claude-code', 2],
      ['text', 1],
    ]);
    expect(library.texts()).toHaveLength(5);
    const texts = library.texts();
    await library.write('home.zip', Buffer.concat([zip]));
    expect(library.texts()).toEqual(texts);
  });

  test('that is written again with changes replaces its own, histories and exports alike', async () => {
    const exported = (day: number, text: string): string =>
      JSON.stringify([
        { uuid: 'c', updated_at: `2026-08-0${day}`, chat_messages: [{ uuid: text, sender: 'human', text }] },
      ]);
    await using library = await FileImport.create();
    const zip = (day: number, note: string): Promise<Buffer> =>
      makeZip({ 'a/conversations.json': exported(day, note), 'note.md': note, 's.jsonl': history('s') });
    await library.write('all.zip', await zip(1, 'before'));
    await library.write('all.zip', await zip(2, 'after, longer'));
    const texts = library.texts();
    expect(texts.filter((text) => text.endsWith(': after, longer'))).toHaveLength(2);
    expect(texts.filter((text) => text.endsWith(': before'))).toEqual([]);
    expect(texts).toHaveLength(4);
  });

  test('in zip64 is read', async () => {
    const zip = await makeZip({ 's.jsonl': history('s') }, { zip64: true });
    expect(conversations(await read(zip))).toEqual(['s']);
  });

  test('with one damaged file gives the others and names it', async () => {
    const zip = await makeZip({ 'a.jsonl': history('a', 40), 'b.jsonl': history('b') });
    zip.fill(0, 60, 90);
    const reading = await read(zip);
    expect(conversations(reading)).toContain('b');
    expect(reading.batches.at(-1)?.skipped).toEqual([
      { reason: 'broken-entry', count: 1, firstOffset: 0, firstName: 'a.jsonl' },
    ]);
  });

  test('with another checksum names the file', async () => {
    const zip = await makeZip({ 'a.jsonl': history('a') });
    const [entry = 0] = offsetsOf(zip, 'directory');
    zip.writeUInt32LE(7, entry + 16);
    expect((await read(zip)).skipped).toEqual({ 'broken-entry': 1 });
  });

  test('with nothing that is known says what it holds', async () => {
    const error = await refusal(await makeZip({ 'a.json': '{}', 'b.png': 'x' }));
    expect(error).toMatchObject({
      code: 'format-unknown',
      message: expect.stringContaining('a.json, b.png') as string,
    });
    expect(await refusal(await makeZip({}))).toMatchObject({ code: 'format-unknown' });
  });

  test('that holds zips says what to do with them', async () => {
    const inner = await makeZip({ 'a.jsonl': history('a') });
    const error = await refusal(await makeZip({ 'readme.pdf': 'x', 'inner/b.ZIP': inner }));
    expect(error).toMatchObject({
      code: 'format-unknown',
      message: 'The zip holds zips itself, such as inner/b.ZIP. Unpack it and add the folder.',
    });
  });

  test('that was not downloaded to its end says so in whole sentences', async () => {
    const zip = await makeZip({ 'a.jsonl': history('a') });
    const error = await refusal(zip.subarray(0, zip.length / 2));
    expect(error).toMatchObject({ code: 'zip-damaged' });
    expect(String(error)).not.toContain('..');
    expect(String(error)).toMatch(/: .*[^.]\. Download it again\.$/);
  });

  test('of conversations in a shape that is not known names them', async () => {
    const zip = await makeZip({ 'x/conversations.json': '[{"thread":[]}]', 's.jsonl': history('s') });
    const reading = await read(zip);
    expect(conversations(reading)).toEqual(['s']);
    expect(reading.batches.at(-1)?.skipped[0]).toMatchObject({ firstName: 'x/conversations.json' });
  });
});

describe('a hostile zip', () => {
  test('that leads out of itself is refused, and nothing is written', async () => {
    const zip = await makeZip({ 'aa/s.jsonl': history('s') });
    for (const offset of [
      ...offsetsOf(zip, 'local').map((at) => at + 30),
      ...offsetsOf(zip, 'directory').map((at) => at + 46),
    ]) {
      zip.write('../', offset);
    }
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('slip.zip', zip);
    await expect(readHistory(path)).rejects.toMatchObject({ code: 'zip-refused' });
    expect(await readdir(folder.path)).toEqual(['slip.zip']);
    expect(await readdir(join(folder.path, '..'))).not.toContain('s.jsonl');
  });

  test('with a password is named', async () => {
    const zip = await makeZip({ 'conversations.json': '[]' });
    for (const at of offsetsOf(zip, 'local')) zip.writeUInt16LE(zip.readUInt16LE(at + 6) | 1, at + 6);
    for (const at of offsetsOf(zip, 'directory')) zip.writeUInt16LE(zip.readUInt16LE(at + 8) | 1, at + 8);
    expect(await refusal(zip)).toMatchObject({ code: 'zip-encrypted' });
  });

  test('that unpacks to a thousand times its size is refused before it is unpacked', async () => {
    const zip = await makeZip({ 'bomb.md': Buffer.alloc(65 * 2 ** 20) });
    expect(zip.length).toBeLessThan(200_000);
    expect(await refusal(zip)).toMatchObject({ code: 'zip-refused' });
  });

  test('that says less than it unpacks to is not unpacked', async () => {
    const zip = await makeZip({ 'bomb.md': Buffer.alloc(8 * 2 ** 20, 'a ') });
    for (const at of offsetsOf(zip, 'directory')) zip.writeUInt32LE(1_000, at + 24);
    expect(await refusal(zip)).toMatchObject({ code: 'zip-damaged' });
  });

  test('whose files lie over each other is refused', async () => {
    const packed = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));
    const zip = await makeZip({ 'a.md': packed, 'b.md': packed });
    const [first = 0, second = 0] = offsetsOf(zip, 'directory');
    zip.writeUInt32LE(zip.length, first + 20);
    zip.writeUInt32LE(0, second + 42);
    expect(await refusal(zip)).toMatchObject({ code: 'zip-refused' });
  });

  test('with too many files, or too much in them, is refused', async () => {
    await using folder = await TemporaryFolder.create();
    const zip = await makeZip({ a: 'x', b: 'y', c: 'z' });
    const path = await folder.write('many.zip', zip);
    const limits = { entries: 2, total: 100, ratio: 10, unsuspicious: 10 };
    await expect(openZip(path, zip.length, limits)).rejects.toMatchObject({ code: 'zip-refused' });
    const opened = await openZip(path, zip.length, { ...limits, entries: 3, total: 2 });
    expect(() => opened.check(opened.entries)).toThrow(/limit/);
    opened.close();
  });

  test('cut anywhere, or with any byte changed, ends with an error of its own or is read', async () => {
    const zip = await makeZip({ 'a.jsonl': history('a'), 'notes/b.md': 'User: hi\nAssistant: hello\n' });
    const codes = new Set(['format-unknown', 'zip-damaged', 'zip-refused', 'zip-encrypted', 'file-empty']);
    const outcome = async (bytes: Buffer): Promise<void> => {
      const result = await refusal(bytes);
      if (result instanceof Error) expect(codes).toContain((result as Error & { code?: string }).code);
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), (length) => outcome(zip.subarray(0, length))),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(zip);
        changed[at] = byte;
        return outcome(changed);
      }),
      { numRuns: 150 },
    );
  });
});
