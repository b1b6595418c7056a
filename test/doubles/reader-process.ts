/**
 * A real reader process, as the app starts it, and what it gives.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { MessagePart } from '../../electron/shared/conversation.ts';
import {
  decodeBatch,
  readerReplySchema,
  type Checkpoint,
  type ReadBatch,
  type ReaderReply,
  type ReaderRequest,
} from '../../electron/shared/reader-protocol.ts';
import { modelFolder } from '../../headless/paths.ts';
import { conversationLines, historyText, sentence } from './history.ts';

/** How one job ended, and what it gave before. */
export interface Outcome {
  readonly batches: readonly ReadBatch[];
  readonly end: Extract<ReaderReply, { type: 'done' | 'failed' }>;
}

/** A real reader process. `entry`: its bundle. */
export class ReaderProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly replies: ReaderReply[] = [];
  /** Acknowledges batches as they come; off to see how far it goes without. */
  acknowledging = true;
  private listeners: (() => void)[] = [];
  private jobs = 0;
  private gone = false;

  /** Starts one and waits until it can read. */
  static async launch(entry: string): Promise<ReaderProcess> {
    const reader = new ReaderProcess(entry);
    await reader.until(({ type }) => type === 'ready');
    return reader;
  }

  constructor(entry: string) {
    this.child = fork(entry, [modelFolder], {
      serialization: 'advanced',
      // As the app starts it.
      execArgv: ['--max-old-space-size=192', '--max-semi-space-size=4'],
      env: { MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (message) => this.receive(readerReplySchema.parse(message)));
    this.child.on('exit', () => {
      this.gone = true;
      this.notify();
    });
  }

  /** Sends a message, whether or not the process is still there. */
  send(request: ReaderRequest): void {
    this.child.send(request, () => undefined);
  }

  /** Begins to read a file and gives the job's number. */
  start(path: string, checkpoint: Checkpoint | null = null): number {
    this.jobs += 1;
    this.send({ type: 'read', job: this.jobs, path, checkpoint });
    return this.jobs;
  }

  /** Reads a file to its end. */
  async read(path: string, checkpoint: Checkpoint | null = null): Promise<Outcome> {
    return await this.outcome(this.start(path, checkpoint));
  }

  /** Waits for the end of a job. */
  async outcome(job: number): Promise<Outcome> {
    const end = await this.until(
      (reply) => (reply.type === 'done' || reply.type === 'failed') && reply.job === job,
    );
    if (end.type !== 'done' && end.type !== 'failed') throw new Error('unreachable');
    return { batches: this.batchesOf(job), end };
  }

  /** Bytes of the batches so far. */
  get sent(): number {
    return this.replies.reduce((sum, reply) => sum + (reply.type === 'batch' ? reply.batch.length : 0), 0);
  }

  /** Acknowledges the batches so far, and from now on each as it comes. */
  acknowledge(): void {
    this.acknowledging = true;
    this.send({ type: 'acknowledge', batches: this.replies.filter(({ type }) => type === 'batch').length });
  }

  /** What a job gave so far. */
  batchesOf(job: number): ReadBatch[] {
    return this.replies.flatMap((reply) =>
      reply.type === 'batch' && reply.job === job ? [decodeBatch(reply.batch)] : [],
    );
  }

  /** Waits for a reply. @throws if the process ends before. */
  async until(test: (reply: ReaderReply) => boolean): Promise<ReaderReply> {
    for (;;) {
      const found = this.replies.find(test);
      if (found) return found;
      if (this.gone) throw new Error('The reader process has ended.');
      await new Promise<void>((resolve) => this.listeners.push(resolve));
    }
  }

  /** Waits for the process to end. */
  async exited(): Promise<void> {
    while (!this.gone) await new Promise<void>((resolve) => this.listeners.push(resolve));
  }

  /** Highest resident memory so far in MB; 0 where the system doesn't tell it. */
  async peakMb(): Promise<number> {
    if (process.platform !== 'linux') return 0;
    await using handle = await open(`/proc/${this.child.pid ?? 0}/status`, 'r');
    return Number(/VmHWM:\s+(\d+)/.exec(await handle.readFile('utf8'))?.[1]) / 1024;
  }

  /** Kills it, if it is still there. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited();
  }

  private receive(reply: ReaderReply): void {
    this.replies.push(reply);
    if (reply.type === 'batch' && this.acknowledging) {
      this.send({ type: 'acknowledge', batches: 1 });
    }
    this.notify();
  }

  private notify(): void {
    const listeners = this.listeners;
    this.listeners = [];
    for (const listener of listeners) listener();
  }
}

/** The parts that a job gave. */
export const partsOf = ({ batches }: Outcome): MessagePart[] => batches.flatMap(({ parts }) => parts);

/** The text of each part. */
export const textsOf = (outcome: Outcome): string[] => partsOf(outcome).map(({ text }) => text);

/** A history of Claude Code's with long turns. */
export const longHistory = (turns: number, session = 'long'): string =>
  historyText(conversationLines(session, turns, (turn) => sentence(turn, 250)));
