/**
 * Owns the reader process: starts it when there is something to read, gives it one file at a time, and starts it
 * again when it dies.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { ChildProcess, ChildStarter } from '../../shared/child-process.ts';
import type { PendingFile } from '../library/file-store.ts';
import { READER_SILENCE_MS, readerReplySchema, type ReaderReply } from '../../shared/reader-protocol.ts';

/** Stores a batch; it is acknowledged when the promise resolves. */
export type StoreBatch = (batch: unknown) => Promise<void>;

/** A file that has been read: `bytes` came from the disk; `stored` settles when all of it is in the library. */
export interface ReadFile {
  readonly bytes: number;
  readonly stored: Promise<void>;
}

/** How the reader process is, for the status. Memory in MB. */
export interface ReaderStatus {
  readonly role: 'reader';
  readonly pid: number;
  readonly rssMb: number;
  readonly peakMb: number;
  readonly restarts: number;
}

/** The process ended unasked. Memory in MB. */
export interface ReaderCrash {
  readonly pid: number | null;
  /** A sentence. */
  readonly reason: string;
  readonly rssMb: number;
}

interface Job {
  readonly id: number;
  readonly store: StoreBatch;
  readonly resolve: (read: ReadFile) => void;
  readonly reject: (error: Error) => void;
  /** Batches are stored one after the other. */
  storing: Promise<void>;
}

/** Reads files in a child process. */
export class ReaderClient {
  private readonly starter: ChildStarter;
  private readonly modelFolder: string;
  private child: ChildProcess | undefined;
  private job: Job | undefined;
  private nextJob = 1;
  private readonly crashListeners = new Set<(crash: ReaderCrash) => void>();
  private crashes = 0;
  private rssMb = 0;
  private peakMb = 0;
  private silence: NodeJS.Timeout | undefined;

  constructor(starter: ChildStarter, modelFolder: string) {
    this.starter = starter;
    this.modelFolder = modelFolder;
  }

  /**
   * Reads what is new in a file; the next one may be read while this one is still being stored. One at a time.
   *
   * @throws RecollectError with the file's own failure, `reader-failed` if the process died, or what `store` threw.
   */
  async read(file: PendingFile, store: StoreBatch, signal: AbortSignal): Promise<ReadFile> {
    const id = this.nextJob;
    this.nextJob += 1;
    const child = this.running();
    const cancel = (): void => child.post({ type: 'cancel', job: id });
    try {
      return await new Promise<ReadFile>((resolve, reject) => {
        this.job = { id, store, resolve, reject, storing: Promise.resolve() };
        this.listenForSilence();
        signal.addEventListener('abort', cancel, { once: true });
        child.post({ type: 'read', job: id, path: file.path, checkpoint: file.checkpoint });
        if (signal.aborted) cancel();
      });
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(this.silence);
      this.job = undefined;
    }
  }

  status(): ReaderStatus | null {
    const pid = this.child?.pid;
    if (pid === undefined) return null;
    return { role: 'reader', pid, rssMb: this.rssMb, peakMb: this.peakMb, restarts: this.crashes };
  }

  /** Calls the listener when the process ends unasked, until the returned function is called. */
  onCrash(listener: (crash: ReaderCrash) => void): () => void {
    this.crashListeners.add(listener);
    return () => this.crashListeners.delete(listener);
  }

  /** Ends the process; the next file starts another. */
  stop(): void {
    this.child?.post({ type: 'exit' });
    this.child = undefined;
  }

  private running(): ChildProcess {
    if (this.child) return this.child;
    const child: ChildProcess = this.starter.start('reader', [this.modelFolder], {
      message: (message) => {
        if (this.child === child) this.receive(child, message);
      },
      exited: () => {
        if (this.child !== child) return;
        this.child = undefined;
        this.tellCrash(child.pid ?? null);
        this.job?.reject(
          new RecollectError('reader-failed', 'The reader process ended while it read this file.'),
        );
      },
    });
    this.child = child;
    return child;
  }

  private tellCrash(pid: number | null): void {
    this.crashes += 1;
    const reason = this.job ? 'It ended while it read a file.' : 'It ended while it waited for a file.';
    for (const listener of this.crashListeners) listener({ pid, reason, rssMb: this.rssMb });
    this.rssMb = 0;
  }

  private receive(child: ChildProcess, message: unknown): void {
    const parsed = readerReplySchema.safeParse(message);
    const { job } = this;
    if (!parsed.success || !job) return;
    const reply = parsed.data;
    if (reply.type === 'ready' || reply.job !== job.id) return;
    this.listenForSilence();
    switch (reply.type) {
      case 'alive':
        this.rssMb = reply.rssMb;
        this.peakMb = Math.max(this.peakMb, reply.rssMb);
        return;
      case 'batch':
        return this.store(child, job, reply);
      case 'failed':
        return job.reject(new RecollectError(reply.code, reply.message));
      case 'done':
        job.resolve({ bytes: reply.bytes, stored: job.storing });
    }
  }

  private store(child: ChildProcess, job: Job, reply: Extract<ReaderReply, { type: 'batch' }>): void {
    job.storing = job.storing.then(async () => {
      await job.store(reply.batch);
      child.post({ type: 'acknowledge', job: job.id, sequence: reply.sequence });
    });
    // A batch that can't be stored ends the job; what follows it must not be stored either.
    job.storing.catch((error: unknown) => {
      child.post({ type: 'cancel', job: job.id });
      job.reject(error instanceof Error ? error : new Error(String(error)));
    });
  }

  private listenForSilence(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.child?.kill(), READER_SILENCE_MS);
  }
}
