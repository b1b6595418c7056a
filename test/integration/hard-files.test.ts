/**
 * Files that are hard to read, read by the reader process as it ships: each costs only itself, in bounded memory.
 */
import { chmod, mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BuiltReader } from '../doubles/built-reader.ts';
import { conversationLines, historyText } from '../doubles/history.ts';
import { longHistory, partsOf, ReaderProcess, textsOf, type Outcome } from '../doubles/reader-process.ts';
import { TemporaryFolder } from '../doubles/reader.ts';

const MB = 2 ** 20;

/** Size of the long lines. Whoever held one whole would hold it three times: its bytes, its text and what is parsed. */
const LONG_MB = 64;

let program: BuiltReader;
let folder: TemporaryFolder;
let reader: ReaderProcess;
/** What the reader has taken before it reads anything, in MB. */
let freshMb: number;

beforeAll(async () => {
  program = await BuiltReader.create();
});

afterAll(() => program[Symbol.asyncDispose]());

beforeEach(async () => {
  folder = await TemporaryFolder.create();
  reader = await ReaderProcess.launch(program.entry);
  freshMb = await reader.peakMb();
});

afterEach(async () => {
  await reader[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** What it has read took less memory than holding twice a long line would. */
async function expectBoundedMemory(): Promise<void> {
  if (process.platform === 'linux') expect((await reader.peakMb()) - freshMb).toBeLessThan(2 * LONG_MB);
}

const skippedOf = ({ batches }: Outcome) =>
  batches.flatMap(({ skipped }) => skipped.map(({ reason, count }) => [reason, count]));

/** Writes a line whose text is followed by `fill`, `megabytes` of it, in small steps. */
async function writeLongLine(
  path: string,
  before: string,
  fill: string,
  megabytes: number,
  after: string,
): Promise<void> {
  await using handle = await open(path, 'w');
  await handle.write(before);
  const block = fill.repeat(Math.ceil(MB / fill.length));
  for (let written = 0; written < megabytes; written += 1) await handle.write(block);
  await handle.write(after);
}

const ENVELOPE = '"uuid":"u1","sessionId":"s","timestamp":"2026-03-01T09:00:00.000Z","type":"user"';
const NEXT = `\n{${ENVELOPE.replace('u1', 'u2')},"message":{"role":"user","content":"the next line"}}\n`;

describe('a file that is hard to read', () => {
  test.each([
    [
      'an image',
      `{${ENVELOPE},"message":{"role":"user","content":[{"type":"text","text":"a heron"},{"type":"image","source":{"data":"`,
      'iVBORw0KGgo',
      '"}}]}}',
      ['a heron', 'the next line'],
    ],
    [
      'a tool result',
      `{${ENVELOPE},"message":{"role":"user","content":[{"type":"tool_result","content":"`,
      'line of output\\n',
      '"}]},"toolUseResult":{}}',
      [`${'line of output\n'.repeat(133)}line `, 'the next line'],
    ],
    [
      'what a tool returned beside',
      `{${ENVELOPE},"message":{"role":"user","content":"a heron"},"toolUseResult":["`,
      'some output","',
      '"]}',
      ['a heron', 'the next line'],
    ],
  ])(
    'because of a line of 64 MB with %s is read in bounded memory',
    async (_what, before, fill, after, texts) => {
      const path = join(folder.path, 'a.jsonl');
      await writeLongLine(path, before, fill, LONG_MB, `${after}${NEXT}`);
      const outcome = await reader.read(path);
      expect(outcome.end).toMatchObject({ type: 'done' });
      const found = textsOf(outcome);
      // Nothing but short strings can't be shortened: such a line is counted.
      if (skippedOf(outcome).length > 0)
        expect([found, skippedOf(outcome)]).toEqual([['the next line'], [['too-long', 1]]]);
      else expect(found).toEqual(texts);
      await expectBoundedMemory();
    },
  );

  test('because a text of 64 MB was pasted is read as far as memory allows, which is counted', async () => {
    const path = join(folder.path, 'a.jsonl');
    await writeLongLine(
      path,
      `{${ENVELOPE},"message":{"role":"user","content":"`,
      'a word ',
      LONG_MB,
      `"}}${NEXT}`,
    );
    const outcome = await reader.read(path);
    expect(partsOf(outcome)[0]?.text.length).toBeGreaterThan(MB);
    expect(textsOf(outcome).at(-1)).toBe('the next line');
    expect(skippedOf(outcome)).toEqual([['too-long', 1]]);
    await expectBoundedMemory();
  });

  test('because it is 64 MB of text on one line, or of bytes without sense, is read in bounded memory', async () => {
    const note = join(folder.path, 'a.md');
    await writeLongLine(note, '', 'words and words ', LONG_MB, '');
    const text = await reader.read(note);
    expect(text.end).toMatchObject({ type: 'done', bytes: LONG_MB * MB });
    expect(textsOf(text).reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan((LONG_MB - 1) * MB);
    const junk = join(folder.path, 'junk.jsonl');
    await writeLongLine(junk, `${NEXT.trim()}\n`, '\0{[,', LONG_MB, NEXT);
    expect(skippedOf(await reader.read(junk))).toEqual([['too-long', 1]]);
    await expectBoundedMemory();
  });

  test.each([
    ['nothing', '\n'],
    ['nearly nothing', '{}\n'],
    ['a letter', 'x\n'],
  ])('because it is 4 MB of lines of %s is read in bounded memory', async (_what, line) => {
    const path = await folder.write(
      'a.jsonl',
      Buffer.concat([Buffer.from(longHistory(2)), Buffer.alloc(4 * MB, line)]),
    );
    const outcome = await reader.read(path);
    expect(outcome.end.type).toBe('done');
    expect(textsOf(outcome)).toHaveLength(2);
    await expectBoundedMemory();
  });

  test('because it is a document of 2 MB of empty objects is read in bounded memory', async () => {
    const said = '{"requestId":"r1","message":"Which kiln?","response":[{"value":"The small one."}]}';
    const before = `{"responderUsername":"GitHub Copilot","sessionId":"kiln","requests":[${said}`;
    const path = await folder.write('kiln.json', `${before}${',{}'.repeat((2 * MB) / 3)}]}`);
    const outcome = await reader.read(path);
    expect(textsOf(outcome)).toEqual(['Which kiln?', 'The small one.']);
    await expectBoundedMemory();
  });

  test('because of its bytes is read line by line, and what is no JSON is counted', async () => {
    const [first = '', second = '', third = ''] = historyText(
      conversationLines('hard', 3, (turn) => `heron ${turn}`),
    ).split('\n');
    const [before = '', after = ''] = third.replace('heron', 'heron\\u0000?').split('?');
    const path = await folder.write(
      'hard.jsonl',
      Buffer.concat([
        Buffer.from(`\ufeff${first}${second}\r\n{"type":"user","message":\r\n\0\0\r\n${before}`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`${after}\r\n{"type":"user","half":"writ`),
      ]),
    );
    const outcome = await reader.read(path);
    expect(textsOf(outcome)).toEqual(['heron 0', 'heron 1', 'heron\ufffd\ufffd 2']);
    // A line of NULs holds nothing, a half-written one waits.
    expect(skippedOf(outcome)).toEqual([['invalid-json', 1]]);
  });

  test.each([
    ['empty', 'file-empty', (path: string) => writeFile(path, '')],
    ['a folder', 'file-is-folder', (path: string) => mkdir(path)],
    ['gone', 'file-vanished', () => Promise.resolve()],
    ['of no known format', 'format-unknown', (path: string) => writeFile(path, '{"nothing":"known"}\n')],
  ])('because it is %s fails alone: the next one is read', async (_what, code, make) => {
    const path = join(folder.path, 'a.jsonl');
    await make(path);
    expect(await reader.read(path)).toMatchObject({ batches: [], end: { type: 'failed', code } });
    const good = await reader.read(await folder.write('good.jsonl', longHistory(2)));
    expect(good.end.type).toBe('done');
  });

  test.skipIf(process.platform === 'win32')('because it is a link to itself is named', async () => {
    const path = join(folder.path, 'loop.jsonl');
    await symlink('loop.jsonl', path);
    expect((await reader.read(path)).end).toMatchObject({ type: 'failed', code: 'symlink-loop' });
  });

  // Root may read everything.
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'because that is not permitted is named',
    async () => {
      const path = await folder.write('secret.jsonl', longHistory(2));
      await chmod(path, 0);
      expect((await reader.read(path)).end).toMatchObject({ type: 'failed', code: 'file-not-permitted' });
    },
  );
});
