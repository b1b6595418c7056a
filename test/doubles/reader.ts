/**
 * Reads files as the reader process does, without the process.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationFacts, MessagePart } from '../../electron/shared/conversation.ts';
import { readBatchSchema, type Checkpoint, type ReadBatch } from '../../electron/shared/reader-protocol.ts';
import { ReadBuffers } from '../../electron/utility/reader/blocks.ts';
import { formats } from '../../electron/utility/reader/formats/index.ts';
import { readFile } from '../../electron/utility/reader/read-file.ts';

/** What a file gave. */
export interface Reading {
  readonly batches: readonly ReadBatch[];
  readonly parts: readonly MessagePart[];
  readonly facts: readonly ConversationFacts[];
  /** Lines left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly checkpoint: Checkpoint;
}

/** Reads a file whole, or from a checkpoint on. Words are counted, not tokens. `blockBytes`: how much is read at once. */
export async function readHistory(
  path: string,
  checkpoint: Checkpoint | null = null,
  blockBytes?: number,
): Promise<Reading> {
  const batches: ReadBatch[] = [];
  const countTokens = (text: string): number => text.split(/\s+/).filter(Boolean).length;
  const reader = { formats, countTokens, buffers: new ReadBuffers(blockBytes) };
  const keep = (batch: ReadBatch): Promise<void> => {
    batches.push(readBatchSchema.parse(structuredClone(batch)));
    return Promise.resolve();
  };
  await readFile(reader, path, checkpoint, keep, new AbortController().signal);
  const skipped: Record<string, number> = {};
  for (const { reason, count } of batches.flatMap((batch) => batch.skipped)) {
    skipped[reason] = (skipped[reason] ?? 0) + count;
  }
  const last = batches.at(-1);
  if (!last?.last) throw new Error('The last batch is missing.');
  return {
    batches,
    parts: batches.flatMap((batch) => batch.parts),
    facts: batches.flatMap((batch) => batch.conversations),
    skipped,
    checkpoint: last.checkpoint,
  };
}

/** A folder that is removed when it goes out of scope. */
export class TemporaryFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await mkdtemp(join(tmpdir(), 'recollect-reader-')));
  }

  /** Writes a file and gives its path. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, content);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
