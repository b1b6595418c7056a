/**
 * Background sync over a disk, a reader and a provider that are made up, and a library that is real but in memory.
 */
import { hash } from 'node:crypto';
import type { EmbeddedDocuments } from '../../electron/main/embedding/provider.ts';
import type { FileTarget } from '../../electron/main/importing/reader-client.ts';
import { ProgressCounter } from '../../electron/main/importing/progress.ts';
import { Sync, type SyncEngine } from '../../electron/main/importing/sync.ts';
import { readerOperations, writerOperations } from '../../electron/main/library/library-operations.ts';
import { openForWriting } from '../../electron/main/library/open-database.ts';
import type { WatchListener } from '../../electron/main/sources/watch-source.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { encodeBatch, type ReadBatch } from '../../electron/shared/reader-protocol.ts';

interface FakeFile {
  lines: string[];
  modifiedAt: number;
}

/** The folders that can be sources. */
export const roots = ['/one', '/two'] as const;

/** A world of its own. Files are lines, each of them a message; a file is one conversation. */
export class SyncWorld {
  readonly database = openForWriting(':memory:');
  readonly files = new Map<string, FakeFile>();
  readonly unplugged = new Set<string>();
  /** Watches that tell; those that were lost tell nothing. */
  readonly watches = new Map<string, WatchListener>();
  /** The files in the order in which they were read. */
  readonly read: string[] = [];
  /** How many of the next readings the reader process dies in. */
  deaths = 0;
  /** Holds embedding up while it is there. */
  embedding: Promise<void> | undefined;
  private time = 1_000;
  private index: number | undefined;
  private readonly write = remote(writerOperations(this.database));
  private readonly reading = remote(readerOperations(this.database));
  sync: Sync | undefined;

  /** Writes a file, as a program would, and says so unless `quietly`. */
  put(path: string, lines: string[], quietly = false): void {
    this.time += 1;
    this.files.set(path, { lines, modifiedAt: this.time });
    if (!quietly) this.tell(path);
  }

  tell(path: string): void {
    for (const [root, listener] of this.watches) {
      if (path.startsWith(`${root}/`) && !this.unplugged.has(root)) listener.changed([path]);
    }
  }

  async start(): Promise<void> {
    this.sync = new Sync({
      engine: this.engine(),
      changed: () => undefined,
      now: () => this.time,
      exists: (path) => Promise.resolve(!this.unplugged.has(path)),
      watch: (path, listener) => {
        this.watches.set(path, listener);
        return {
          close: () => {
            if (this.watches.get(path) === listener) this.watches.delete(path);
            return Promise.resolve();
          },
        };
      },
      scan: (path) => {
        const lost = [...this.unplugged].some((root) => path === root || path.startsWith(`${root}/`));
        const found = [...this.files].filter(
          ([file]) => !lost && (file === path || file.startsWith(`${path}/`)),
        );
        const gone = found.length === 0 && !roots.some((root) => root === path);
        return Promise.resolve({
          files: found.map(([file, { lines, modifiedAt }]) => ({
            path: file,
            size: sizeOf(lines),
            modifiedAt,
          })),
          failures: gone ? [{ path, code: 'file-vanished' as const, message: 'Gone.' }] : [],
        });
      },
    });
    await this.sync.start();
  }

  /** Resolves when sync has nothing to do any more. */
  async settled(): Promise<void> {
    const started = performance.now();
    for (let quiet = 0; quiet < 20;) {
      if (performance.now() - started > NEVER_MS)
        throw new Error(`Sync does not come to rest: ${JSON.stringify(this.sync?.state())}`);
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.sync?.state().phase === 'idle' ? quiet + 1 : 0;
    }
  }

  /** What every message says, in the order of the alphabet. */
  messages(): string[] {
    return this.database
      .prepare('SELECT t.text FROM parts p JOIN texts t ON t.id = p.text_id ORDER BY t.text')
      .all()
      .map(({ text }) => String(text));
  }

  /** Chunks without a vector. */
  backlog(): number {
    return this.read0().backlog(this.index ?? 1, null, 100).texts.length;
  }

  private read0(): ReturnType<typeof readerOperations> {
    return readerOperations(this.database);
  }

  private engine(): SyncEngine {
    const progressCounter = new ProgressCounter(() => this.time);
    const reader = {
      read: async (file: { path: string }, target: FileTarget, signal: AbortSignal) => {
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        if (this.deaths > 0) {
          this.deaths -= 1;
          throw new RecollectError('reader-failed', 'The reader died.');
        }
        const found = this.files.get(file.path);
        if (!found || [...this.unplugged].some((root) => file.path.startsWith(`${root}/`))) {
          throw new RecollectError('file-vanished', 'Gone.');
        }
        this.read.push(file.path);
        return { bytes: 1, stored: target.store(encodeBatch(batchOf(file.path, found))) };
      },
      stop: () => undefined,
    };
    const provider = {
      provider: 'local',
      model: 'fake',
      dimensions: 8,
      capacity: 2,
      retry: () => undefined,
      embedDocuments: async (texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments> => {
        await new Promise((resolve) => setImmediate(resolve));
        if (this.embedding) {
          const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
          await Promise.race([this.embedding, aborted]);
          signal.throwIfAborted();
        }
        return { vectors: new Float32Array(texts.length * 8).fill(1), quarantined: [], tokens: texts.length };
      },
    };
    const index = async (): Promise<number> => {
      this.index ??= await this.write.ensureIndex({
        provider: 'local',
        model: 'fake',
        dimensions: 8,
        chunkerVersion: 1,
      });
      return this.index;
    };
    const parts = {
      library: { write: this.write, read: this.reading, close: () => Promise.resolve() },
      reader,
      provider,
      progressCounter,
      target: async () => ({ provider, index: await index(), leftOut: { projects: [], sources: [] } }),
      retryQuarantined: () => Promise.resolve(),
    };
    // The parts that sync uses are all there.
    return parts as unknown as SyncEngine;
  }
}

function sizeOf(lines: readonly string[]): number {
  return lines.join('\n').length;
}

/** What the reader gives for a file: all of it, each line a message of its own. */
function batchOf(path: string, { lines, modifiedAt }: FakeFile): ReadBatch {
  return {
    mode: 'replace',
    last: true,
    checkpoint: { format: 'text', offset: sizeOf(lines), headHash: '', tailHash: '', state: null },
    seen: { size: sizeOf(lines), modifiedAt },
    conversations: [],
    skipped: [],
    parts: lines.map((text, line) => ({
      conversation: path,
      message: text,
      uid: hash('sha256', `${path} ${text}`).slice(0, 32),
      role: 'user',
      kind: 'text',
      time: line,
      sortTime: line,
      offset: line,
      text,
      pieces: [text.length, 1],
    })),
  };
}

/** What takes longer than this never ends, however busy the machine is. */
const NEVER_MS = 60_000;

/** Operations as a thread answers them: later, one after the other. */
function remote<Operations extends Record<string, (...args: never[]) => unknown>>(operations: Operations) {
  return new Proxy(
    {} as {
      [Name in keyof Operations]: (
        ...args: Parameters<Operations[Name]>
      ) => Promise<ReturnType<Operations[Name]>>;
    },
    {
      get:
        (_target, name) =>
        async (...args: never[]) => {
          await Promise.resolve();
          return operations[String(name)]?.(...args);
        },
    },
  );
}
