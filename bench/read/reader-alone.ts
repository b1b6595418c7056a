/**
 * The reader process by itself: what it sends is counted and dropped, so that nothing waits for the library.
 */
import type { ReaderClient } from '../../electron/main/importing/reader-client.ts';
import type { ScannedFile } from '../../electron/main/library/file-store.ts';
import { fileId } from '../../electron/shared/ids.ts';
import { decodeBatch } from '../../electron/shared/reader-protocol.ts';
import { cpuSecondsOf } from '../cpu-meter.ts';

/** Files that the reader is given ahead. */
const AHEAD = 64;

/** What reading cost, the start of the process not counted. */
export interface ReaderFigures {
  readonly megabytes: number;
  readonly seconds: number;
  /** Of CPU, of all threads of the process; null where the system doesn't tell. */
  readonly cpuSeconds: number | null;
  /** What was said, in UTF-8, as a share of the bytes that were read. */
  readonly visibleShare: number;
}

/** Reads all of `files`. One that can't be read adds nothing. */
export async function readAlone(
  reader: ReaderClient,
  files: readonly ScannedFile[],
  signal: AbortSignal,
): Promise<ReaderFigures> {
  const [smallest] = files.toSorted((a, b) => a.size - b.size);
  if (!smallest) throw new Error('There is nothing to read.');
  const tally = { bytes: 0, visible: 0 };
  const read = (file: ScannedFile): Promise<void> => readOne(reader, file, tally, signal);
  // It starts the process.
  await read(smallest);
  tally.bytes = 0;
  tally.visible = 0;
  const pid = reader.status()?.pid;
  const cpu = async (): Promise<number | null> => (pid === undefined ? null : cpuSecondsOf(pid));
  const cpuBefore = await cpu();
  const started = performance.now();
  const waiting = files.values();
  await Promise.all(
    Array.from({ length: AHEAD }, async () => {
      for (const file of waiting) await read(file);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const cpuAfter = await cpu();
  return {
    megabytes: tally.bytes / 1e6,
    seconds,
    cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
    visibleShare: tally.visible / tally.bytes,
  };
}

async function readOne(
  reader: ReaderClient,
  file: ScannedFile,
  tally: { bytes: number; visible: number },
  signal: AbortSignal,
): Promise<void> {
  const pending = { ...file, id: fileId(1), checkpoint: null };
  const target = {
    store: (batch: Uint8Array): Promise<void> => {
      for (const { kind, text } of decodeBatch(batch).parts) {
        if (kind === 'text') tally.visible += Buffer.byteLength(text);
      }
      return Promise.resolve();
    },
    reload: () => Promise.resolve(pending),
  };
  try {
    const { bytes, stored } = await reader.read(pending, target, signal);
    await stored;
    tally.bytes += bytes;
  } catch (error) {
    process.stderr.write(`${file.path}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
