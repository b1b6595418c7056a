/**
 * Reads one file from where the last reading ended, or from its start if it is another file by now.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';
import type { Checkpoint } from '../../shared/reader-protocol.ts';
import { BatchSink, type SendBatch } from './batch-sink.ts';
import { continues } from './fingerprint.ts';
import type { Format } from './format.ts';
import type { TokenCounter } from './token-counter.ts';

const HEAD_BYTES = 64 * 1024;

const systemErrors: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['ENOENT', ['file-vanished', 'The file was deleted or moved before it could be read.']],
  ['ENOTDIR', ['file-vanished', 'The folder of the file is gone.']],
  ['EACCES', ['file-not-permitted', 'Reading the file is not permitted. Change its permissions and retry.']],
  ['EPERM', ['file-not-permitted', 'Reading the file is not permitted. Change its permissions and retry.']],
  ['EISDIR', ['file-is-folder', 'This is a folder that is named like a history.']],
  ['ELOOP', ['symlink-loop', 'The link leads back to itself.']],
] as const);

/** What reading files needs, in one place. */
export interface FileReader {
  readonly formats: readonly Format[];
  readonly countTokens: TokenCounter;
}

/**
 * Reads what is new in the file at `path` and sends it in batches; resolves with the bytes read.
 *
 * @throws RecollectError with a code of `file-...`, `format-unknown` or `symlink-loop`.
 */
export async function readFile(
  reader: FileReader,
  path: string,
  checkpoint: Checkpoint | null,
  send: SendBatch,
  signal: AbortSignal,
): Promise<number> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw fromSystemError(error);
  });
  try {
    return await readOpen(reader, handle, path, checkpoint, send, signal);
  } catch (error) {
    throw fromSystemError(error);
  } finally {
    await handle.close();
  }
}

async function readOpen(
  reader: FileReader,
  handle: FileHandle,
  path: string,
  checkpoint: Checkpoint | null,
  send: SendBatch,
  signal: AbortSignal,
): Promise<number> {
  const stats = await handle.stat();
  if (stats.isDirectory())
    throw new RecollectError('file-is-folder', 'This is a folder that is named like a history.');
  if (!stats.isFile()) throw new RecollectError('file-unreadable', 'This is not a regular file.');
  const format = await recognise(reader.formats, handle, path, stats.size);
  // Touched without growing: it may have been edited in place.
  const grown =
    checkpoint?.format === format.name &&
    format.resumable &&
    stats.size > checkpoint.offset &&
    (await continues(handle, stats.size, checkpoint));
  const offset = grown ? checkpoint.offset : 0;
  const sink = new BatchSink(format.name, handle, grown ? 'continue' : 'replace', reader.countTokens, send);
  const file = {
    path,
    handle,
    size: stats.size,
    modifiedAt: stats.mtimeMs,
    offset,
    state: grown ? checkpoint.state : null,
  };
  const end = await format.read(file, sink, signal);
  const after = await handle.stat();
  if (after.size < end.offset) {
    throw new RecollectError(
      'file-changed',
      'The file was cut while it was being read. It will be read again.',
    );
  }
  await sink.finish(end.offset, end.state);
  return stats.size - offset;
}

async function recognise(
  formats: readonly Format[],
  handle: FileHandle,
  path: string,
  size: number,
): Promise<Format> {
  const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  const found = formats.find((format) => format.recognises(head.subarray(0, bytesRead), path));
  if (!found) {
    throw size === 0
      ? new RecollectError('file-empty', 'The file is empty.')
      : new RecollectError(
          'format-unknown',
          'The file holds no conversation in a format that Recollect knows.',
        );
  }
  return found;
}

function fromSystemError(error: unknown): unknown {
  const known =
    error instanceof Error && 'code' in error && typeof error.code === 'string'
      ? systemErrors.get(error.code)
      : undefined;
  if (known) return new RecollectError(known[0], known[1], { cause: error });
  if (error instanceof Error && 'syscall' in error) {
    return new RecollectError('file-unreadable', `The file can't be read: ${error.message}`, {
      cause: error,
    });
  }
  return error;
}
