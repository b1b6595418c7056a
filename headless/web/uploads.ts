/**
 * Takes folders and zips that were dropped on a browser: each file is streamed to the disk, within limits.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, utimes } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MODIFIED_HEADER } from '../../electron/shared/contract/web-socket.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { uploadPlace } from './upload-path.ts';

/** What one batch, one drop, may hold. */
export interface UploadLimits {
  readonly files: number;
  readonly bytes: number;
}

const GB = 2 ** 30;

/** The limits unless a host sets others. */
export const defaultUploadLimits: UploadLimits = { files: 100_000, bytes: 16 * GB };

/** What has come of a batch: bytes by file. What is dropped again takes the place of what came before. */
interface Batch {
  readonly files: Map<string, number>;
  bytes: number;
}

/** Receives uploads into a folder of its own. */
export class Uploads {
  private readonly root: string;
  private readonly limits: UploadLimits;
  private readonly batches = new Map<string, Batch>();

  constructor(root: string, limits: UploadLimits = defaultUploadLimits) {
    this.root = root;
    this.limits = limits;
  }

  /**
   * Stores the body of a request at the place that its address names, and gives the batch's folder. A file is there
   * whole or not at all.
   *
   * @throws RecollectError `upload-refused` or `disk-full`.
   */
  async receive(request: IncomingMessage): Promise<string> {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    // As it was sent: the parser has folded `..` away, and what asks for that is to be refused, not bent.
    const address = (request.url ?? '').split('?')[0] ?? '';
    if (pathname !== address)
      throw new RecollectError('upload-refused', 'A file was not taken: its path leads elsewhere.');
    const place = uploadPlace(this.root, address);
    const batch = this.batchOf(place.batch);
    if (!batch.files.has(place.file) && batch.files.size >= this.limits.files)
      throw tooMuch(`more than ${this.limits.files} files`);
    batch.bytes -= batch.files.get(place.file) ?? 0;
    batch.files.set(place.file, 0);
    const partial = `${place.file}.partial`;
    try {
      await mkdir(dirname(place.file), { recursive: true });
      await pipeline(
        request,
        this.counted(batch, place.file),
        createWriteStream(partial, { flags: 'wx', mode: 0o600 }),
      );
      const modified = Number(request.headers[MODIFIED_HEADER]);
      if (Number.isFinite(modified) && modified > 0) await utimes(partial, new Date(), new Date(modified));
      await rename(partial, place.file);
      return place.folder;
    } catch (error) {
      await rm(partial, { force: true });
      throw fromSystemError(error);
    }
  }

  private batchOf(name: string): Batch {
    const batch = this.batches.get(name) ?? { files: new Map<string, number>(), bytes: 0 };
    this.batches.set(name, batch);
    return batch;
  }

  private counted(batch: Batch, file: string): Transform {
    const { bytes } = this.limits;
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        batch.bytes += chunk.length;
        batch.files.set(file, (batch.files.get(file) ?? 0) + chunk.length);
        if (batch.bytes > bytes) done(tooMuch(`more than ${Math.round(bytes / GB)} GB`));
        else done(null, chunk);
      },
    });
  }
}

function tooMuch(what: string): RecollectError {
  return new RecollectError(
    'upload-refused',
    `This is ${what} at once. Drop smaller parts, or start recollect import on it.`,
  );
}

function fromSystemError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC')
    return new RecollectError(
      'disk-full',
      'The disk of the data folder is full. Free some room and drop it again.',
    );
  if (code === 'EEXIST') return new RecollectError('upload-refused', 'This file is being uploaded already.');
  if (code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new RecollectError('cancelled', 'The upload was stopped.');
  return error;
}
