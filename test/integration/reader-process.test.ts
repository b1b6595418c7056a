/**
 * The reader process as it ships: batches ahead, cancelling, kills, and files that change while it reads.
 */
import { truncate, unlink, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UNACKNOWLEDGED_BYTES } from '../../electron/shared/reader-protocol.ts';
import { BuiltReader } from '../doubles/built-reader.ts';
import { longHistory, partsOf, ReaderProcess } from '../doubles/reader-process.ts';
import { TemporaryFolder } from '../doubles/reader.ts';

let program: BuiltReader;
let folder: TemporaryFolder;
let reader: ReaderProcess;

beforeAll(async () => {
  program = await BuiltReader.create();
});

afterAll(() => program[Symbol.asyncDispose]());

beforeEach(async () => {
  folder = await TemporaryFolder.create();
  reader = await ReaderProcess.launch(program.entry);
});

afterEach(async () => {
  await reader[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe('a file that changes', () => {
  test('between two readings is read on, or again', async () => {
    const path = await folder.write('a.jsonl', longHistory(4));
    const first = (await reader.read(path)).batches.at(-1)?.checkpoint ?? null;
    await writeFile(path, longHistory(6));
    const grown = await reader.read(path, first);
    expect(grown.batches[0]?.mode).toBe('continue');
    expect(partsOf(grown)).toHaveLength(2);
    await writeFile(path, longHistory(6, 'new'));
    const replaced = await reader.read(path, grown.batches.at(-1)?.checkpoint);
    expect(replaced.batches[0]?.mode).toBe('replace');
    expect(partsOf(replaced)).toHaveLength(6);
    await unlink(path);
    expect((await reader.read(path, first)).end).toMatchObject({ code: 'file-vanished' });
  });

  test('by shrinking while it is read is an error, and is read again', async () => {
    reader.acknowledging = false;
    const path = await folder.write('a.jsonl', longHistory(4_000));
    const job = reader.start(path);
    await reader.until(() => reader.sent >= UNACKNOWLEDGED_BYTES);
    await truncate(path, 10_000);
    reader.acknowledge();
    const { end, batches } = await reader.outcome(job);
    expect(end).toMatchObject({ type: 'failed', code: 'file-changed' });
    expect(batches.some(({ last }) => last)).toBe(false);
    const again = await reader.read(path, batches.at(-1)?.checkpoint);
    expect(again.batches[0]?.mode).toBe('replace');
    expect(again.end.type).toBe('done');
  });
});

describe('the process', () => {
  test('sends a few batches ahead, and lives while it waits', async () => {
    reader.acknowledging = false;
    const job = reader.start(await folder.write('a.jsonl', longHistory(4_000)));
    await reader.until(() => reader.sent >= UNACKNOWLEDGED_BYTES);
    await reader.until((reply) => reply.type === 'alive' && reply.job === job && reply.rssMb > 0);
    const largest = Math.max(
      ...reader.replies.map((reply) => (reply.type === 'batch' ? reply.batch.length : 0)),
    );
    expect(reader.sent).toBeGreaterThanOrEqual(UNACKNOWLEDGED_BYTES);
    expect(reader.sent).toBeLessThan(UNACKNOWLEDGED_BYTES + largest);
    reader.acknowledge();
    const { batches } = await reader.outcome(job);
    expect(batches.flatMap(({ parts }) => parts)).toHaveLength(4_000);
    expect(batches.map(({ last }) => last)).toEqual(batches.map((_, index) => index === batches.length - 1));
  });

  test('ends a job that is cancelled, and takes the next one', async () => {
    reader.acknowledging = false;
    const path = await folder.write('a.jsonl', longHistory(4_000));
    const job = reader.start(path);
    await reader.until((reply) => reply.type === 'batch');
    reader.send({ type: 'cancel', job });
    expect((await reader.outcome(job)).end).toMatchObject({ type: 'failed', code: 'cancelled' });
    reader.acknowledge();
    expect(partsOf(await reader.read(path))).toHaveLength(4_000);
  });

  test('can be killed at any time: another one goes on from any checkpoint', async () => {
    const path = await folder.write('a.jsonl', longHistory(2_000));
    const whole = partsOf(await reader.read(path));
    reader.acknowledging = false;
    const job = reader.start(path);
    await reader.until(() => reader.batchesOf(job).length === 3);
    reader.child.kill('SIGKILL');
    const stored = reader.batchesOf(job).slice(0, 2);
    await reader.exited();
    reader = new ReaderProcess(program.entry);
    const rest = await reader.read(path, stored.at(-1)?.checkpoint);
    expect(rest.batches[0]?.mode).toBe('continue');
    expect([...stored.flatMap(({ parts }) => parts), ...partsOf(rest)]).toEqual(whole);
  });

  test('exits when it is told to, and when its owner is gone', async () => {
    reader.send({ type: 'exit' });
    await reader.exited();
    expect(reader.child.exitCode).toBe(0);
    reader = await ReaderProcess.launch(program.entry);
    reader.child.disconnect();
    await reader.exited();
    expect(reader.child.exitCode).toBe(0);
  });
});
