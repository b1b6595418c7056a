/**
 * Owns the reader process: starts it when there is something to read, gives it files to read one after the other, and
 * starts it again when it dies.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { ChildProcess, ChildStarter, MemoryProbe } from '../../shared/child-process.ts';
import type { PendingFile } from '../library/file-store.ts';
import { READER_SILENCE_MS, readerReplySchema, type ReaderReply } from '../../shared/reader-protocol.ts';

/** How often the process is measured while it reads, and while it waits for a file, in ms. */
const MEASURE_READING_MS = 500;
const MEASURE_WAITING_MS = 5_000;

/** Times that the reader may die over a file before the file is given up. */
const DEATHS = 2;

/** What is done with a file's batches. */
export interface FileTarget {
  /** Stores a batch. */
  store(batch: Uint8Array): Promise<void>;
  /** The file as it is by now: how far its text is stored. */
  reload(): Promise<PendingFile>;
}

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
  file: PendingFile;
  readonly target: FileTarget;
  readonly signal: AbortSignal;
  readonly resolve: (read: ReadFile) => void;
  readonly reject: (error: unknown) => void;
  /** Settles with the last of the batches that have come. */
  storing: Promise<void>;
  /** A batch could not be stored: what follows it must not be stored either. */
  dropped: boolean;
  deaths: number;
}

/** Reads files in a child process. */
export class ReaderClient {
  private readonly starter: ChildStarter;
  private readonly modelFolder: string;
  private readonly probe: MemoryProbe;
  private measuring: NodeJS.Timeout | undefined;
  private child: ChildProcess | undefined;
  /** In the order in which they are read. */
  private readonly jobs = new Map<number, Job>();
  private recovering = false;
  private nextJob = 1;
  private readonly crashListeners = new Set<(crash: ReaderCrash) => void>();
  private crashes = 0;
  private rssMb = 0;
  /** The last measurement from outside. */
  private measuredMb = 0;
  private peakMb = 0;
  private settled = 0;
  private silence: NodeJS.Timeout | undefined;

  /** `probe` measures the process from outside: in the middle of a large line it could not say how it is. */
  constructor(starter: ChildStarter, modelFolder: string, probe: MemoryProbe) {
    this.starter = starter;
    this.modelFolder = modelFolder;
    this.probe = probe;
  }

  /**
   * Reads what is new in a file, after the files that were asked for before. A reader that dies over it is started
   * again, and goes on where the stored text ends.
   *
   * @throws RecollectError with the file's own failure, `reader-failed` if the process died again, or what `store` threw.
   */
  read(file: PendingFile, target: FileTarget, signal: AbortSignal): Promise<ReadFile> {
    const id = this.nextJob;
    this.nextJob += 1;
    const cancel = (): void => this.child?.post({ type: 'cancel', job: id });
    signal.addEventListener('abort', cancel, { once: true });
    return new Promise<ReadFile>((resolve, reject) => {
      const storing = Promise.resolve();
      const job = { id, file, target, signal, resolve, reject, storing, dropped: false, deaths: 0 };
      this.jobs.set(id, job);
      if (!this.recovering) this.start(job);
    }).finally(() => signal.removeEventListener('abort', cancel));
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

  /** Ends the process, and with it what it still had to read; the next file starts another. */
  stop(): void {
    this.child?.post({ type: 'exit' });
    this.child = undefined;
    clearTimeout(this.measuring);
    for (const job of this.jobs.values()) {
      job.reject(new RecollectError('cancelled', 'Reading was stopped.'));
    }
    this.jobs.clear();
    this.listenForSilence();
  }

  private start(job: Job): void {
    const child = this.running();
    child.post({ type: 'read', job: job.id, path: job.file.path, checkpoint: job.file.checkpoint });
    if (job.signal.aborted) child.post({ type: 'cancel', job: job.id });
    this.listenForSilence();
  }

  private running(): ChildProcess {
    if (this.child) return this.child;
    this.settled = 0;
    const child: ChildProcess = this.starter.start('reader', [this.modelFolder], {
      message: (message) => {
        if (this.child === child) this.receive(child, message);
      },
      exited: () => {
        if (this.child !== child) return;
        this.child = undefined;
        this.tellCrash(child.pid ?? null);
        void this.recover();
      },
    });
    this.child = child;
    this.rssMb = 0;
    this.measuredMb = 0;
    void this.measure(child);
    return child;
  }

  private tellCrash(pid: number | null): void {
    this.crashes += 1;
    const reading = this.jobs.size > 0;
    const reason = reading ? 'It ended while it read a file.' : 'It ended while it waited for a file.';
    for (const listener of this.crashListeners) listener({ pid, reason, rssMb: this.rssMb });
    this.rssMb = 0;
  }

  /** Reads on in another process. The file that was being read is the oldest; no later one had given anything. */
  private async recover(): Promise<void> {
    this.recovering = true;
    const [job] = this.jobs.values();
    if (job) await this.retry(job);
    this.recovering = false;
    for (const waiting of this.jobs.values()) this.start(waiting);
    this.listenForSilence();
  }

  private async retry(job: Job): Promise<void> {
    job.deaths += 1;
    if (job.dropped || job.deaths >= DEATHS) {
      this.jobs.delete(job.id);
      job.reject(new RecollectError('reader-failed', 'The reader process ended while it read this file.'));
      return;
    }
    try {
      // What came before it died is stored first: it is not read again.
      await job.storing;
      job.file = await job.target.reload();
    } catch (error) {
      this.jobs.delete(job.id);
      job.reject(error);
    }
  }

  private isOf(rssMb: number): void {
    this.rssMb = rssMb;
    this.peakMb = Math.max(this.peakMb, rssMb);
  }

  /** The process's own word is newer, the measurement from outside is surer: the greater counts. */
  private reported(rssMb: number): void {
    this.isOf(Math.max(rssMb, this.measuredMb));
  }

  /** Measures the process for as long as it lives. */
  private async measure(child: ChildProcess): Promise<void> {
    const { pid } = child;
    // What can't be measured has no size; the next time it may.
    const sizes = pid === undefined ? undefined : await this.probe.measure([pid]).catch(() => undefined);
    if (this.child !== child) return;
    const rssMb = pid === undefined ? undefined : sizes?.get(pid);
    if (rssMb !== undefined) {
      this.measuredMb = rssMb;
      this.isOf(rssMb);
    }
    const again = this.jobs.size > 0 ? MEASURE_READING_MS : MEASURE_WAITING_MS;
    clearTimeout(this.measuring);
    this.measuring = setTimeout(() => void this.measure(child), again);
    this.measuring.unref();
  }

  private receive(child: ChildProcess, message: unknown): void {
    const parsed = readerReplySchema.safeParse(message);
    if (!parsed.success) return;
    this.take(child, parsed.data);
    // After it: a reader that has nothing left to read may be silent.
    this.listenForSilence();
  }

  private take(child: ChildProcess, reply: ReaderReply): void {
    if (reply.type === 'ready') return;
    const job = this.jobs.get(reply.job);
    switch (reply.type) {
      case 'alive':
        this.reported(reply.rssMb);
        return;
      case 'batch':
        if (job) this.store(child, job, reply.batch);
        return;
      case 'failed':
        this.jobs.delete(reply.job);
        job?.reject(new RecollectError(reply.code, reply.message));
        return;
      case 'done':
        this.reported(reply.rssMb);
        this.jobs.delete(reply.job);
        job?.resolve({ bytes: reply.bytes, stored: job.storing });
    }
  }

  private store(child: ChildProcess, job: Job, batch: Uint8Array): void {
    const stored = job.dropped ? Promise.resolve() : job.target.store(batch);
    stored
      .catch((error: unknown) => {
        job.dropped = true;
        child.post({ type: 'cancel', job: job.id });
        job.reject(error);
      })
      .finally(() => this.acknowledge(child));
    job.storing = Promise.all([job.storing, stored]).then(() => undefined);
    // It is awaited by whoever reads, but may fail before.
    job.storing.catch(() => undefined);
  }

  /** One message for all batches that were stored together. */
  private acknowledge(child: ChildProcess): void {
    if (this.child !== child) return;
    this.settled += 1;
    if (this.settled > 1) return;
    setImmediate(() => {
      if (this.child !== child) return;
      child.post({ type: 'acknowledge', batches: this.settled });
      this.settled = 0;
    });
  }

  private listenForSilence(): void {
    clearTimeout(this.silence);
    if (this.jobs.size > 0) this.silence = setTimeout(() => this.child?.kill(), READER_SILENCE_MS);
  }
}
