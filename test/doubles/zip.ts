/**
 * Makes zips.
 */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip of files by their paths. Times are in the order of `files`. */
export function makeZip(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: { readonly zip64?: boolean } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [index, [name, content]] of Object.entries(files).entries()) {
    zip.addBuffer(Buffer.from(content), name, {
      mtime: new Date(2026, 0, 1, 0, 0, 2 * index),
      forceZip64Format: options.zip64 === true,
    });
  }
  zip.end({ forceZip64Format: options.zip64 === true, comment: '' });
  return buffer(zip.outputStream);
}

/** Offsets of a signature in a zip: of local headers (`PK\x03\x04`) or of directory entries (`PK\x01\x02`). */
export function offsetsOf(zip: Buffer, signature: 'local' | 'directory'): number[] {
  const wanted = Buffer.from(signature === 'local' ? 'PK\u0003\u0004' : 'PK\u0001\u0002');
  const offsets: number[] = [];
  for (let at = zip.indexOf(wanted); at >= 0; at = zip.indexOf(wanted, at + 1)) offsets.push(at);
  return offsets;
}
