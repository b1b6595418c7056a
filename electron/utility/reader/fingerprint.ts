/**
 * Tells a file that has grown from one that was rewritten: by what it begins with, and by what stands before the
 * place where reading ended.
 */
import { hash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Checkpoint } from '../../shared/reader-protocol.ts';

const HASHED = 4096;

/**
 * SHA-256 (hex) of the first and of the last 4 KB before `offset`. `head` is what the file is known to begin with:
 * what lies in it isn't read again.
 */
export function fingerprint(
  handle: FileHandle,
  offset: number,
  head: Buffer,
): Pick<Checkpoint, 'headHash' | 'tailHash'> {
  const length = Math.min(HASHED, offset);
  const first = length <= head.length ? head.subarray(0, length) : readAt(handle, 0, length);
  const last =
    offset <= head.length ? head.subarray(offset - length, offset) : readAt(handle, offset - length, length);
  return { headHash: hash('sha256', first), tailHash: hash('sha256', last) };
}

function readAt(handle: FileHandle, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(handle.fd, buffer, 0, length, position));
}

/** Whether the file still holds what the checkpoint says was read of it, and may hold more. */
export function continues(handle: FileHandle, size: number, head: Buffer, checkpoint: Checkpoint): boolean {
  if (size < checkpoint.offset) return false;
  const { headHash, tailHash } = fingerprint(handle, checkpoint.offset, head);
  return headHash === checkpoint.headHash && tailHash === checkpoint.tailHash;
}
