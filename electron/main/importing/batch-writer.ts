/**
 * Stores batches several at a time: a transaction costs the same for one as for many.
 */
import { RecollectError, type Failure } from '../../shared/errors.ts';
import type { FileVersion } from '../../shared/file-version.ts';
import type { FileId } from '../../shared/ids.ts';
import type { StoredBatch } from '../library/file-contents.ts';
import type { Library } from '../library/library.ts';

/**
 * A group is stored when it has this many bytes, or when its first batch has waited this many ms. Groups of 2 MB write
 * 22 % less to the disk than groups of 1 MB: an index's page that both touch is written once.
 */
export const GROUP_BYTES = 2 * 1024 * 1024;
const GROUP_MS = 50;

const UNANSWERED: Failure = {
  code: 'internal',
  message: 'The library did not say what became of a batch.',
};

interface WaitingBatch {
  readonly file: FileId;
  readonly batch: Uint8Array;
  readonly before: FileVersion | null;
  resolve(stored: StoredBatch): void;
  reject(error: unknown): void;
}

/** Groups the batches of all files; they are stored in the order in which they came. */
export class BatchWriter {
  private readonly write: Pick<Library['write'], 'commitBatches'>;
  private group: WaitingBatch[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing = false;

  constructor(write: Pick<Library['write'], 'commitBatches'>) {
    this.write = write;
  }

  /** Resolves when the batch is in the library. `before`: as in `FileBatch`. @throws what kept it, or its group, out. */
  store(file: FileId, batch: Uint8Array, before: FileVersion | null = null): Promise<StoredBatch> {
    return new Promise((resolve, reject) => {
      this.group.push({ file, batch, before, resolve, reject });
      this.bytes += batch.length;
      this.timer ??= setTimeout(() => void this.flush(), GROUP_MS);
      if (this.bytes >= GROUP_BYTES) void this.flush();
    });
  }

  private async flush(): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    // What came while a group was stored has waited long enough.
    while (this.group.length > 0) await this.commit(this.take());
    this.writing = false;
  }

  private take(): WaitingBatch[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { group } = this;
    this.group = [];
    this.bytes = 0;
    return group;
  }

  private async commit(group: readonly WaitingBatch[]): Promise<void> {
    try {
      const outcomes = await this.write.commitBatches(
        group.map(({ file, batch, before }) => ({ file, batch, before })),
      );
      for (const [index, waiting] of group.entries()) {
        const outcome = outcomes[index];
        const { code, message } = outcome?.ok === false ? outcome.failure : UNANSWERED;
        if (outcome?.ok === true) waiting.resolve(outcome.stored);
        else waiting.reject(new RecollectError(code, message));
      }
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
  }
}
