/**
 * A reader process as it ships, which is given files to read and watched from outside.
 */
import { readFile } from 'node:fs/promises';
import { ReaderClient } from '../../electron/main/importing/reader-client.ts';
import type { ChildStarter } from '../../electron/shared/child-process.ts';
import { fileId } from '../../electron/shared/ids.ts';
import { decodeBatch, type ReadBatch } from '../../electron/shared/reader-protocol.ts';
import { createForkStarter } from '../../headless/fork-starter.ts';
import { createMemoryProbe } from '../../headless/memory-probe.ts';
import { childEntries, modelFolder } from '../../headless/paths.ts';
import { cpuSecondsOf } from '../cpu-meter.ts';

const KB_PER_MB = 1_024;

/** Reads files until it is stopped. */
export class ReaderProcess {
  /** How it ended unasked, each time. */
  readonly crashes: string[] = [];
  private readonly client: ReaderClient;
  private readonly signal = new AbortController().signal;

  /** `entry` is the built reader; `blockBytes`: how much it reads at once, where that isn't what it ships with. */
  constructor(entry: string, blockBytes?: number) {
    const forks = createForkStarter({
      entries: { ...childEntries, reader: entry },
      onOutput: (_role, text) => void process.stderr.write(text),
    });
    const more = blockBytes === undefined ? [] : [String(blockBytes)];
    const starter: ChildStarter = {
      start: (role, args, listener) => forks.start(role, [...args, ...more], listener),
    };
    this.client = new ReaderClient(starter, modelFolder, createMemoryProbe());
    this.client.onCrash(({ reason, rssMb }) =>
      this.crashes.push(`${reason} It had ${Math.round(rssMb)} MB.`),
    );
  }

  /** What a file holds. @throws as `ReaderClient.read`. */
  async read(path: string): Promise<ReadBatch[]> {
    const batches: ReadBatch[] = [];
    const file = { id: fileId(1), path, size: 0, modifiedAt: 0, checkpoint: null };
    const target = {
      store: (batch: Uint8Array): Promise<void> => {
        batches.push(decodeBatch(batch));
        return Promise.resolve();
      },
      reload: () => Promise.resolve(file),
    };
    const { stored } = await this.client.read(file, target, this.signal);
    await stored;
    return batches;
  }

  /** The most memory that the process has had, in MB: by Linux' own count, elsewhere by samples. */
  async peakMb(): Promise<number> {
    const status = this.client.status();
    const text = await readFile(`/proc/${status?.pid ?? 0}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(text)?.[1];
    return kilobytes === undefined ? (status?.peakMb ?? 0) : Number(kilobytes) / KB_PER_MB;
  }

  /** What the process has computed, in ms, which other programs don't make longer; where that can't be had, the clock. */
  async spentMs(): Promise<number> {
    const seconds = await cpuSecondsOf(this.client.status()?.pid ?? 0);
    return seconds === null ? performance.now() : seconds * 1_000;
  }

  stop(): void {
    this.client.stop();
  }
}
