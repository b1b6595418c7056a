/**
 * Reads the files that main asks for, one after the other, and sends what they hold as fast as main stores it.
 */
import { toFailure } from '../../shared/errors.ts';
import {
  encodeBatch,
  UNACKNOWLEDGED_BYTES,
  type ReadBatch,
  type ReaderReply,
  type ReaderRequest,
} from '../../shared/reader-protocol.ts';
import { readFile, type FileReader } from './read-file.ts';
import { SendWindow } from './send-window.ts';

type ReadRequest = Extract<ReaderRequest, { type: 'read' }>;
type Post = (reply: ReaderReply) => void;

const ALIVE_MS = 1_000;

/** The jobs of this process. Each ends with `done` or `failed`; a failure costs only its own file. */
export class JobQueue {
  private readonly reader: FileReader;
  private readonly post: Post;
  private readonly window: SendWindow;
  private readonly jobs = new Map<number, Job>();
  private last: Promise<void> = Promise.resolve();

  /** `ahead`: bytes that may wait for their acknowledgement; other values are for tests. */
  constructor(reader: FileReader, post: Post, ahead = UNACKNOWLEDGED_BYTES) {
    this.reader = reader;
    this.post = post;
    this.window = new SendWindow(ahead);
  }

  read(request: ReadRequest): void {
    const job = new Job(request, this.post, this.window);
    this.jobs.set(request.job, job);
    this.last = this.last.then(async () => {
      await job.run(this.reader);
      this.jobs.delete(request.job);
    });
  }

  /** Main has stored, or dropped, the next so many batches. */
  acknowledge(batches: number): void {
    this.window.acknowledge(batches);
  }

  /** Ends a job, also one that waits for its turn, with `failed` and the code `cancelled`. */
  cancel(job: number): void {
    this.jobs.get(job)?.cancel();
  }
}

/** One file that is being read, or waits for it. */
class Job {
  private readonly request: ReadRequest;
  private readonly post: Post;
  private readonly window: SendWindow;
  private readonly abort = new AbortController();
  private offset = 0;

  constructor(request: ReadRequest, post: Post, window: SendWindow) {
    this.request = request;
    this.post = post;
    this.window = window;
  }

  cancel(): void {
    this.abort.abort();
  }

  async run(reader: FileReader): Promise<void> {
    const { job, path, checkpoint } = this.request;
    const alive = setInterval(() => {
      this.post({ type: 'alive', job, offset: this.offset, rssMb: residentMb() });
    }, ALIVE_MS);
    try {
      const { signal } = this.abort;
      signal.throwIfAborted();
      const bytes = await readFile(reader, path, checkpoint, (batch) => this.send(batch), signal);
      // Most files are read between two signs of life.
      this.post({ type: 'done', job, bytes, rssMb: residentMb() });
    } catch (error) {
      this.post({ type: 'failed', job, ...this.failure(error) });
    } finally {
      clearInterval(alive);
    }
  }

  private async send(batch: ReadBatch): Promise<void> {
    const { signal } = this.abort;
    signal.throwIfAborted();
    const bytes = encodeBatch(batch);
    this.offset = batch.checkpoint.offset;
    this.post({ type: 'batch', job: this.request.job, batch: bytes });
    this.window.sent(bytes.length);
    await this.window.room(signal);
    signal.throwIfAborted();
  }

  private failure(error: unknown): Pick<Extract<ReaderReply, { type: 'failed' }>, 'code' | 'message'> {
    return this.abort.signal.aborted
      ? { code: 'cancelled', message: 'Reading was cancelled.' }
      : toFailure(error);
  }
}

function residentMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}
