/**
 * What a folder takes on disk.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that the files of a folder take, as blocks: files with holes count as what is in them. */
export async function diskBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { blocks, size } = await lstat(join(entry.parentPath, entry.name));
    // Windows has no blocks.
    bytes += blocks === 0 ? size : blocks * 512;
  }
  return bytes;
}
