/**
 * Reads one file from where the last reading ended, or from its start if it is another file by now.
 */
import { fstatSync, readSync, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';
import { logOf, versionOf } from '../../shared/file-version.ts';
import type { Checkpoint } from '../../shared/reader-protocol.ts';
import { BatchSink, type SendBatch } from './batch-sink.ts';
import type { ReadBuffers } from './blocks.ts';
import { continues } from './fingerprint.ts';
import { EarlierTextChanged, type Format, type Json } from './format.ts';
import { describeHead } from './seen.ts';
import type { TokenCounter } from './token-counter.ts';

/** Bytes that a format is recognised by, and that must stay the same while a file is read. */
const HEAD_BYTES = 64 * 1024;

const FOLDER = 'This is a folder that is named like a history.';
const CHANGED = 'The file was rewritten while it was being read. It will be read again.';

const systemErrors: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['ENOENT', ['file-vanished', 'The file was deleted or moved before it could be read.']],
  ['ENOTDIR', ['file-vanished', 'The folder of the file is gone.']],
  ['EACCES', ['file-not-permitted', 'Reading the file is not permitted. Change its permissions and retry.']],
  ['EPERM', ['file-not-permitted', 'Reading the file is not permitted. Change its permissions and retry.']],
  ['EISDIR', ['file-is-folder', FOLDER]],
  ['ELOOP', ['symlink-loop', 'The link leads back to itself.']],
] as const);

/** A file, what it begins with, and how it was when it was opened. */
interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly head: Buffer;
  readonly stats: Stats;
}

/** What reading files needs, in one place. */
export interface FileReader {
  readonly formats: readonly Format[];
  readonly countTokens: TokenCounter;
  readonly buffers: ReadBuffers;
}

/**
 * Reads what is new in the file at `path` and sends it in batches; resolves with the bytes read. One at a time.
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
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    return await readOpen(reader, handle, path, checkpoint, send, signal);
  } catch (error) {
    throw fromSystemError(error);
  } finally {
    await handle?.close();
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
  // Small things are asked for at once: a trip to another thread and back takes many times as long.
  const stats = fstatSync(handle.fd);
  if (stats.isDirectory()) throw new RecollectError('file-is-folder', FOLDER);
  if (!stats.isFile()) throw new RecollectError('file-unreadable', 'This is not a regular file.');
  if (stats.size === 0) throw new RecollectError('file-empty', 'The file is empty.');
  const log = logOf(path);
  // Before a database is read: what is written into its log from here on is for the next reading.
  const seen = versionOf(stats, log === null ? null : await stat(log).catch(() => null));
  const head = readHead(handle, stats.size);
  const format = recognise(reader.formats, head, path);
  // Touched without growing: it may have been edited in place.
  const grown =
    checkpoint?.format === format.name &&
    format.resumable &&
    stats.size > checkpoint.offset &&
    continues(handle, stats.size, head, checkpoint);
  const stored = checkpoint?.format === format.name ? checkpoint : null;
  const readFrom = (start: Checkpoint | null): ReturnType<typeof readPart> =>
    readPart(reader, { handle, head, path, stats }, format, start, stored, send, signal);
  const { sink, end, bytes } = await readFrom(grown ? checkpoint : null).catch((error: unknown) => {
    if (error instanceof EarlierTextChanged) return readFrom(null);
    throw error;
  });
  if (format.readsSnapshot === true) {
    await sink.finish(0, end.state, seen);
    return stats.size;
  }
  // What was read must still be there: otherwise it was half of one file and half of another.
  const after = fstatSync(handle.fd);
  const touched = after.mtimeMs !== stats.mtimeMs || after.size !== stats.size;
  if (after.size < stats.size || (touched && !readHead(handle, stats.size).equals(head))) {
    throw new RecollectError('file-changed', CHANGED);
  }
  await sink.finish(end.offset, end.state, seen);
  return bytes;
}

/**
 * Reads a file from the checkpoint `start` on, or from its beginning; its last batch is for the caller to send. A format
 * whose conversations replace themselves is handed the state that was `stored`, wherever it begins.
 */
async function readPart(
  reader: FileReader,
  { handle, head, path, stats }: OpenFile,
  format: Format,
  start: Checkpoint | null,
  stored: Checkpoint | null,
  send: SendBatch,
  signal: AbortSignal,
): Promise<{ sink: BatchSink; end: { offset: number; state: Json }; bytes: number }> {
  const whole = format.wholeConversations === true;
  const mode = start ? 'continue' : whole ? 'update' : 'replace';
  const sink = new BatchSink(format, handle, head, mode, reader.countTokens, send);
  const file = {
    path,
    handle,
    buffers: reader.buffers,
    size: stats.size,
    modifiedAt: stats.mtimeMs,
    offset: start?.offset ?? 0,
    state: (whole ? stored : start)?.state ?? null,
  };
  const end = await format.read(file, sink, signal);
  return { sink, end, bytes: stats.size - file.offset };
}

function readHead(handle: FileHandle, size: number): Buffer {
  const head = Buffer.allocUnsafe(Math.min(HEAD_BYTES, size));
  return head.subarray(0, readSync(handle.fd, head, 0, head.length, 0));
}

function recognise(formats: readonly Format[], head: Buffer, path: string): Format {
  const found =
    formats.find((format) => format.tellsAtOnce?.(head) === true) ??
    formats.find((format) => format.recognises(head, path));
  if (found) return found;
  const seen = describeHead(head);
  throw new RecollectError(
    'format-unknown',
    `The file holds no conversation in a format that Recollect knows: it begins with ${seen}.`,
  );
}

function fromSystemError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = systemErrors.get(code);
  if (known) return new RecollectError(known[0], known[1], { cause: error });
  // SQLite's, of a database that a format reads.
  if (error instanceof Error && 'errcode' in error) {
    return new RecollectError(
      'file-unreadable',
      `The database can't be read: ${error.message}. It is damaged, or of another version of its program.`,
      { cause: error },
    );
  }
  if (error instanceof Error && 'syscall' in error) {
    return new RecollectError('file-unreadable', `The file can't be read: ${error.message}`, {
      cause: error,
    });
  }
  return error;
}
