/**
 * Main's side of the copier process, which is started for its first request and ended when there is nothing to do.
 */
import type { ChildProcess, ChildStarter } from '../../shared/child-process.ts';
import {
  copierReplySchema,
  type CopierJob,
  type CopierRequest,
  type Kept,
} from '../../shared/copier-protocol.ts';
import { RecollectError } from '../../shared/errors.ts';

type Keep = Omit<Extract<CopierJob, { type: 'keep' }>, 'type' | 'job'>;
type Restore = Omit<Extract<CopierJob, { type: 'restore' }>, 'type' | 'job'>;

interface Waiting {
  resolve(kept: Kept | null): void;
  reject(error: unknown): void;
}

/** Asks the copier. */
export class CopierClient {
  private readonly starter: ChildStarter;
  private readonly waiting = new Map<number, Waiting>();
  private child: ChildProcess | undefined;
  private nextJob = 1;

  constructor(starter: ChildStarter) {
    this.starter = starter;
  }

  /**
   * Brings the copy of a file up to date. A process that ends over it is started again, once.
   *
   * @throws RecollectError with a code of `file-...`, `disk-full`, `child-failed`.
   */
  async keep(request: Keep): Promise<Kept> {
    try {
      return await this.keepOnce(request);
    } catch (error) {
      if (!(error instanceof RecollectError) || error.code !== 'child-failed') throw error;
      return this.keepOnce(request);
    }
  }

  /** Restores a file. @throws RecollectError `copy-damaged`, `file-exists`, and as above. */
  async restore(request: Restore): Promise<void> {
    await this.ask({ type: 'restore', job: this.nextJob, ...request });
  }

  /** Ends the process; what it was asked for fails as `cancelled`. Another request starts another process. */
  stop(): void {
    const { child } = this;
    this.child = undefined;
    const exit: CopierRequest = { type: 'exit' };
    // In the middle of a large file it would hear of it late: what it has not finished has no name yet.
    if (this.waiting.size > 0) child?.kill();
    else child?.post(exit);
    this.fail(new RecollectError('cancelled', 'Copying was stopped.'));
  }

  private async keepOnce(request: Keep): Promise<Kept> {
    const kept = await this.ask({ type: 'keep', job: this.nextJob, ...request });
    if (!kept) throw new RecollectError('internal', 'The copier did not say what it kept.');
    return kept;
  }

  private ask(request: CopierJob): Promise<Kept | null> {
    this.nextJob += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(request.job, { resolve, reject });
      this.running().post(request);
    });
  }

  private running(): ChildProcess {
    if (this.child) return this.child;
    const child = this.starter.start('copier', [], {
      message: (message) => {
        if (this.child === child) this.receive(message);
      },
      exited: () => {
        if (this.child !== child) return;
        this.child = undefined;
        this.fail(new RecollectError('child-failed', 'The copier process ended.'));
      },
    });
    this.child = child;
    return child;
  }

  private receive(message: unknown): void {
    const parsed = copierReplySchema.safeParse(message);
    if (!parsed.success) return;
    const reply = parsed.data;
    const waiting = this.waiting.get(reply.job);
    this.waiting.delete(reply.job);
    switch (reply.type) {
      case 'kept':
        return waiting?.resolve(reply.kept);
      case 'restored':
        return waiting?.resolve(null);
      case 'failed':
        return waiting?.reject(new RecollectError(reply.code, reply.message));
    }
  }

  private fail(error: RecollectError): void {
    for (const waiting of this.waiting.values()) waiting.reject(error);
    this.waiting.clear();
  }
}
