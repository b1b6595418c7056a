/**
 * Tells a file that has grown from one that was rewritten: by what it begins with, and by what stands before the
 * place where reading ended.
 */
import { hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Checkpoint } from '../../shared/reader-protocol.ts';

const HASHED = 4096;

/** SHA-256 (hex) of the first and of the last 4 KB before `offset`. */
export async function fingerprint(
  handle: FileHandle,
  offset: number,
): Promise<Pick<Checkpoint, 'headHash' | 'tailHash'>> {
  const length = Math.min(HASHED, offset);
  return {
    headHash: await hashOf(handle, 0, length),
    tailHash: await hashOf(handle, offset - length, length),
  };
}

async function hashOf(handle: FileHandle, position: number, length: number): Promise<string> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return hash('sha256', buffer.subarray(0, bytesRead));
}

/** Whether the file still holds what the checkpoint says was read of it, and more. */
export async function continues(handle: FileHandle, size: number, checkpoint: Checkpoint): Promise<boolean> {
  if (size < checkpoint.offset) return false;
  const { headHash, tailHash } = await fingerprint(handle, checkpoint.offset);
  return headHash === checkpoint.headHash && tailHash === checkpoint.tailHash;
}
