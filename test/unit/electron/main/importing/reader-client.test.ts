import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReaderClient, type FileTarget } from '../../../../../electron/main/importing/reader-client.ts';
import type { PendingFile } from '../../../../../electron/main/library/file-store.ts';
import type {
  ChildListener,
  ChildStarter,
  MemoryProbe,
} from '../../../../../electron/shared/child-process.ts';
import { RecollectError } from '../../../../../electron/shared/errors.ts';
import { fileId } from '../../../../../electron/shared/ids.ts';
import {
  READER_SILENCE_MS,
  type ReaderReply,
  type ReaderRequest,
} from '../../../../../electron/shared/reader-protocol.ts';

/** A reader process that does what the test says. */
class Reader {
  readonly requests: ReaderRequest[] = [];
  readonly listener: ChildListener;

  constructor(listener: ChildListener) {
    this.listener = listener;
  }

  say(reply: ReaderReply): void {
    this.listener.message(reply);
  }

  /** Paths that it was asked to read, with the offset to go on from. */
  get asked(): [string, number][] {
    return this.requests.flatMap((request) =>
      request.type === 'read' ? [[request.path, request.checkpoint?.offset ?? 0] as [string, number]] : [],
    );
  }

  jobOf(path: string): number {
    const request = this.requests.find((each) => each.type === 'read' && each.path === path);
    return request?.type === 'read' ? request.job : 0;
  }
}

/** `sizes`: what is measured of the processes, in MB by pid. */
function world(sizes = new Map<number, number>()): { client: ReaderClient; readers: Reader[] } {
  const readers: Reader[] = [];
  const probe: MemoryProbe = { measure: () => Promise.resolve(sizes) };
  const starter: ChildStarter = {
    start: (_role, _args, listener) => {
      const reader = new Reader(listener);
      readers.push(reader);
      return {
        pid: readers.length,
        post: (message) => void reader.requests.push(message as ReaderRequest),
        kill: () => listener.exited({ code: null, signal: 'SIGKILL' }),
      };
    },
  };
  return { client: new ReaderClient(starter, 'model', probe), readers };
}

const pending = (path: string, offset = 0): PendingFile => ({
  id: fileId(1),
  path,
  size: 1,
  modifiedAt: 1,
  checkpoint: offset === 0 ? null : { format: 'text', offset, headHash: '', tailHash: '', state: null },
});
const { signal } = new AbortController();
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Keeps what it is given; a file's stored text ends at `offset`. */
function target(path: string, offset = 0): FileTarget & { readonly batches: Uint8Array[] } {
  const batches: Uint8Array[] = [];
  return {
    batches,
    store: (batch) => Promise.resolve(void batches.push(batch)),
    reload: () => Promise.resolve(pending(path, offset)),
  };
}

const batch = (job: number): ReaderReply => ({ type: 'batch', job, batch: new Uint8Array([1]) });
const done = (job: number): ReaderReply => ({ type: 'done', job, bytes: 7, rssMb: 80 });

describe('its memory', () => {
  test('is measured from outside, whatever it says of itself', async () => {
    const sizes = new Map([[1, 140]]);
    const { client, readers } = world(sizes);
    const read = client.read(pending('a'), target('a'), signal);
    await settle();
    expect(client.status()).toMatchObject({ rssMb: 140, peakMb: 140 });
    const job = readers[0]?.jobOf('a') ?? 0;
    readers[0]?.say({ type: 'alive', job, offset: 1, rssMb: 30 });
    expect(client.status()).toMatchObject({ rssMb: 140, peakMb: 140 });
    // What it says right after a file is newer than the last measurement.
    readers[0]?.say({ type: 'done', job, bytes: 1, rssMb: 160 });
    await read;
    expect(client.status()).toMatchObject({ rssMb: 160, peakMb: 160 });
    client.stop();
  });

  test('is measured again while it reads, and no more once it was stopped', async () => {
    vi.useFakeTimers();
    try {
      const sizes = new Map([[1, 100]]);
      const { client } = world(sizes);
      client.read(pending('a'), target('a'), signal).catch(() => undefined);
      await vi.advanceTimersByTimeAsync(0);
      sizes.set(1, 190);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(client.status()).toMatchObject({ rssMb: 190, peakMb: 190 });
      client.stop();
      await vi.advanceTimersByTimeAsync(0);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that can’t be measured is what it says of itself', async () => {
    const { client, readers } = world();
    const read = client.read(pending('a'), target('a'), signal);
    await settle();
    readers[0]?.say(done(readers[0].jobOf('a')));
    await read;
    expect(client.status()).toMatchObject({ rssMb: 80 });
    client.stop();
  });
});

describe('silence', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('of a reader that has something to read ends it', async () => {
    const { client, readers } = world();
    const crashes: string[] = [];
    client.onCrash(({ reason }) => crashes.push(reason));
    client.read(pending('a'), target('a'), signal).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(READER_SILENCE_MS);
    expect(crashes).toEqual(['It ended while it read a file.']);
    expect(readers).toHaveLength(2);
    client.stop();
  });

  test('of one that has read everything is rest', async () => {
    const { client, readers } = world();
    const crashes: string[] = [];
    client.onCrash(({ reason }) => crashes.push(reason));
    const read = client.read(pending('a'), target('a'), signal);
    readers[0]?.say(done(readers[0].jobOf('a')));
    await read;
    await vi.advanceTimersByTimeAsync(2 * READER_SILENCE_MS);
    expect(crashes).toEqual([]);
    expect(client.status()).not.toBeNull();
    client.stop();
  });
});

describe('files', () => {
  test('wait in the reader; each is done when it says so and its batches are stored', async () => {
    const { client, readers } = world();
    const first = client.read(pending('a'), target('a'), signal);
    const second = client.read(pending('b'), target('b'), signal);
    const [reader] = readers;
    expect(reader?.asked.map(([path]) => path)).toEqual(['a', 'b']);
    for (const path of ['a', 'b']) {
      const job = reader?.jobOf(path) ?? 0;
      reader?.say(batch(job));
      reader?.say(done(job));
    }
    await (
      await first
    ).stored;
    expect((await second).bytes).toBe(7);
    await settle();
    const acknowledged = reader?.requests.flatMap((each) =>
      each.type === 'acknowledge' ? [each.batches] : [],
    );
    expect(acknowledged?.reduce((sum, count) => sum + count, 0)).toBe(2);
    client.stop();
  });

  test('are read on in the same order when the reader dies, the oldest from where its text ends', async () => {
    const { client, readers } = world();
    const first = client.read(pending('a'), target('a', 42), signal);
    const second = client.read(pending('b'), target('b'), signal);
    readers[0]?.listener.exited({ code: null, signal: 'SIGKILL' });
    await settle();
    expect(readers[1]?.asked).toEqual([
      ['a', 42],
      ['b', 0],
    ]);
    for (const path of ['a', 'b']) readers[1]?.say(done(readers[1].jobOf(path)));
    await Promise.all([first, second]);
    expect(client.status()?.restarts).toBe(1);
    client.stop();
  });

  test('that kill the reader twice are given up; the next one is read', async () => {
    const { client, readers } = world();
    const deadly = client.read(pending('a'), target('a'), signal);
    const refused = expect(deadly).rejects.toMatchObject({ code: 'reader-failed' });
    const next = client.read(pending('b'), target('b'), signal);
    readers[0]?.listener.exited({ code: 1, signal: null });
    await settle();
    readers[1]?.listener.exited({ code: 1, signal: null });
    await refused;
    await settle();
    expect(readers[2]?.asked.map(([path]) => path)).toEqual(['b']);
    readers[2]?.say(done(readers[2].jobOf('b')));
    expect((await next).bytes).toBe(7);
    client.stop();
  });

  test('of which a batch can not be stored are cancelled, and what follows of them is dropped', async () => {
    const { client, readers } = world();
    const kept: Uint8Array[] = [];
    const full: FileTarget = {
      store: (each) => {
        kept.push(each);
        return Promise.reject(new RecollectError('disk-full', 'full'));
      },
      reload: () => Promise.resolve(pending('a')),
    };
    const read = expect(client.read(pending('a'), full, signal)).rejects.toMatchObject({ code: 'disk-full' });
    const [reader] = readers;
    const job = reader?.jobOf('a') ?? 0;
    reader?.say(batch(job));
    await read;
    reader?.say(batch(job));
    await settle();
    expect(kept).toHaveLength(1);
    expect(reader?.requests).toContainEqual({ type: 'cancel', job });
    client.stop();
  });

  test('are cancelled by their signal, and refused when the process is stopped', async () => {
    const { client, readers } = world();
    const abort = new AbortController();
    const cancelled = expect(client.read(pending('a'), target('a'), abort.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    const stopped = expect(client.read(pending('b'), target('b'), signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    abort.abort();
    const job = readers[0]?.jobOf('a') ?? 0;
    expect(readers[0]?.requests).toContainEqual({ type: 'cancel', job });
    readers[0]?.say({ type: 'failed', job, code: 'cancelled', message: 'Reading was cancelled.' });
    await cancelled;
    client.stop();
    await stopped;
  });
});
