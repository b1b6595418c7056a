import { appendFile, mkdir, symlink, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessagePart } from '../../../../../electron/shared/conversation.ts';
import { BATCH_CHARACTERS, type Checkpoint } from '../../../../../electron/shared/reader-protocol.ts';
import { ReadBuffers } from '../../../../../electron/utility/reader/blocks.ts';
import { formats } from '../../../../../electron/utility/reader/formats/index.ts';
import { readFile } from '../../../../../electron/utility/reader/read-file.ts';
import { conversationLines, historyText, sentence } from '../../../../doubles/history.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../doubles/reader.ts';

const history = (turns: number, session = 'ses'): string =>
  historyText(conversationLines(session, turns, sentence));

describe('a file that', () => {
  test('is new is read whole', async () => {
    await using folder = await TemporaryFolder.create();
    const { batches, parts } = await readHistory(await folder.write('a.jsonl', history(4)));
    expect(parts).toHaveLength(4);
    expect(batches.map(({ mode, last }) => [mode, last])).toEqual([['replace', true]]);
  });

  test('has grown is read from where reading ended', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('a.jsonl', history(4));
    const { checkpoint } = await readHistory(path);
    await writeFile(path, history(6));
    const { batches, parts } = await readHistory(path, checkpoint);
    expect(batches.map(({ mode }) => mode)).toEqual(['continue']);
    expect(parts.map(({ message }) => message)).toEqual(['ses-4', 'ses-reply-5']);
  });

  test('holds nothing new but half a line answers with a last batch', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('a.jsonl', history(2));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, '{"type":"user","uu');
    const again = await readHistory(path, checkpoint);
    expect(again.batches).toMatchObject([{ mode: 'continue', last: true, parts: [], skipped: [] }]);
    expect(again.checkpoint.offset).toBe(checkpoint.offset);
  });

  test('was edited in place without growing is read whole again', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('a.jsonl', history(4));
    const { checkpoint } = await readHistory(path);
    expect((await readHistory(path, checkpoint)).batches[0]).toMatchObject({ mode: 'replace' });
  });

  test.each([
    ['was replaced', history(9, 'new')],
    ['shrank', history(2)],
    [
      'begins with the same but goes on differently',
      history(4).replace(sentence(3), 'something else') + history(8),
    ],
  ])('%s is read whole again', async (_what, text) => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('a.jsonl', history(4));
    const { checkpoint } = await readHistory(path);
    await writeFile(path, text);
    expect((await readHistory(path, checkpoint)).batches[0]).toMatchObject({ mode: 'replace' });
  });

  test('ends without a line end is read to its end if its last line is whole', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('a.jsonl', history(2).trimEnd());
    const { checkpoint, parts } = await readHistory(path);
    expect(parts).toHaveLength(2);
    await appendFile(path, `\n${history(3).split('\n')[2] ?? ''}`);
    expect((await readHistory(path, checkpoint)).parts.map(({ message }) => message)).toEqual(['ses-2']);
  });

  test('ends with two objects on a line without a line end gives both', async () => {
    await using folder = await TemporaryFolder.create();
    const { parts } = await readHistory(await folder.write('a.jsonl', history(2).replaceAll('\n', '')));
    expect(parts).toHaveLength(2);
  });
});

describe('reading', () => {
  test('in steps, cut anywhere, gives the same as reading at once', async () => {
    const text = Buffer.from(
      `\ufeff${history(6)}{"broken\r\n${history(2, 'other').replaceAll('\n', '\r\n')}\n// end\n${history(3, 'é😀')}`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 4 }),
        async (cuts) => {
          await using folder = await TemporaryFolder.create();
          const path = await folder.write('whole.jsonl', text);
          const whole = await readHistory(path);
          let checkpoint: Checkpoint | null = null;
          const parts: MessagePart[] = [];
          let skipped = 0;
          for (const end of [...new Set(cuts)].sort((a, b) => a - b).concat(text.length)) {
            await writeFile(path, text.subarray(0, end));
            const step: Reading | null = await readHistory(path, checkpoint).catch(() => null);
            // So little that it can't be told what it is; or nothing new, and read whole.
            if (step === null) continue;
            if (step.batches[0]?.mode === 'replace') {
              parts.length = 0;
              skipped = 0;
            }
            parts.push(...step.parts);
            skipped += step.skipped['invalid-json'] ?? 0;
            checkpoint = step.checkpoint;
          }
          expect(parts).toEqual(whole.parts);
          expect(skipped).toBe(whole.skipped['invalid-json']);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('from any batch’s checkpoint gives what the later batches gave', async () => {
    await using folder = await TemporaryFolder.create();
    const lines = conversationLines('long', 600, (turn) => sentence(turn, 250));
    const path = await folder.write('long.jsonl', historyText(lines));
    const { batches } = await readHistory(path);
    expect(batches.length).toBeGreaterThan(2);
    for (const [index, { checkpoint }] of batches.slice(0, -1).entries()) {
      const rest = await readHistory(path, checkpoint);
      expect(rest.parts).toEqual(batches.slice(index + 1).flatMap(({ parts }) => parts));
    }
    expect(
      Math.max(...batches.map(({ parts }) => parts.reduce((sum, { text }) => sum + text.length, 0))),
    ).toBeLessThan(2 * BATCH_CHARACTERS);
  });

  test('survives any bytes after a good line, and gives the good line', async () => {
    const bit = fc.constantFrom(
      '{',
      '}',
      '"',
      '\\',
      '\n',
      '\r',
      '\0',
      '[',
      ']',
      ':',
      ',',
      '"type":"user"',
      '"message":',
      '//',
      '\u00ff',
    );
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(bit, { maxLength: 60 }).map((bits) => Buffer.from(bits.join(''), 'latin1')),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
      fc
        .record({
          type: fc.constantFrom('user', 'assistant', 'attachment', 'summary'),
          message: fc.jsonValue(),
          uuid: fc.jsonValue(),
        })
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(anything, fc.integer({ min: 1, max: 50 }), async (bytes, blockBytes) => {
        await using folder = await TemporaryFolder.create();
        const [line = ''] = history(1).split('\n');
        const path = await folder.write('a.jsonl', Buffer.concat([Buffer.from(`${line}\n`), bytes]));
        expect((await readHistory(path, null, blockBytes)).parts[0]?.message).toBe('ses-0');
      }),
      { numRuns: 150 },
    );
  });

  test('survives any file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        await using folder = await TemporaryFolder.create();
        const read = readHistory(await folder.write('a.md', bytes));
        if (bytes.includes(0)) await expect(read).rejects.toMatchObject({ code: 'format-unknown' });
        else expect((await read).checkpoint.format).toBe('text');
      }),
      { numRuns: 40 },
    );
  });
});

describe('a file is refused by name if it', () => {
  test('is gone', async () => {
    await using folder = await TemporaryFolder.create();
    await expect(readHistory(join(folder.path, 'gone.jsonl'))).rejects.toMatchObject({
      code: 'file-vanished',
    });
  });

  test('is a folder', async () => {
    await using folder = await TemporaryFolder.create();
    await mkdir(join(folder.path, 'a.jsonl'));
    await expect(readHistory(join(folder.path, 'a.jsonl'))).rejects.toMatchObject({ code: 'file-is-folder' });
  });

  test('is empty', async () => {
    await using folder = await TemporaryFolder.create();
    await expect(readHistory(await folder.write('a.jsonl', ''))).rejects.toMatchObject({
      code: 'file-empty',
    });
  });

  test.skipIf(process.platform === 'win32')('is a link that leads back to itself', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'a.jsonl');
    await symlink('a.jsonl', path);
    await expect(readHistory(path)).rejects.toMatchObject({ code: 'symlink-loop' });
  });

  test('holds something else, which is said', async () => {
    await using folder = await TemporaryFolder.create();
    await expect(readHistory(await folder.write('a.jsonl', '{"nothing":1}\n'))).rejects.toMatchObject({
      code: 'format-unknown',
      message: expect.stringContaining('JSON with "nothing"') as string,
    });
  });
});

describe('a file that changes while it is read', () => {
  /** Reads a file of several batches; `change` happens when the first one has been sent. */
  async function readWhile(change: (path: string) => Promise<void>): Promise<unknown> {
    await using folder = await TemporaryFolder.create();
    const lines = conversationLines('long', 600, (turn) => sentence(turn, 250));
    const path = await folder.write('long.jsonl', historyText(lines));
    let changed = false;
    const reader = { formats, countTokens: () => 1, buffers: new ReadBuffers(4096) };
    const send = async (): Promise<void> => {
      if (!changed) await change(path);
      changed = true;
    };
    return await readFile(reader, path, null, send, new AbortController().signal);
  }

  test('by shrinking is an error', async () => {
    await expect(readWhile((path) => truncate(path, 5_000))).rejects.toMatchObject({ code: 'file-changed' });
  });

  test('by being rewritten is an error', async () => {
    const rewrite = (path: string) =>
      writeFile(path, historyText(conversationLines('new', 900, (turn) => sentence(turn, 250))));
    await expect(readWhile(rewrite)).rejects.toMatchObject({ code: 'file-changed' });
  });

  test('by growing, or by being touched, is read to where it ended', async () => {
    await expect(readWhile((path) => appendFile(path, history(3)))).resolves.toBeGreaterThan(0);
    await expect(readWhile((path) => utimes(path, 1, 1))).resolves.toBeGreaterThan(0);
  });

  test.skipIf(process.platform === 'win32')('by being deleted is read to its end', async () => {
    await expect(readWhile(unlink)).resolves.toBeGreaterThan(0);
  });
});
