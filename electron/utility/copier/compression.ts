/**
 * How copies are compressed: with Zstandard where this Node.js has it, else with gzip.
 */
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { codecs } from '../../shared/copier-protocol.ts';
import { RecollectError } from '../../shared/errors.ts';

/** A way to compress. */
export type Codec = (typeof codecs)[number];

/** Since Node.js 22.15: https://nodejs.org/api/zlib.html#zstd-compressdecompress */
const HAS_ZSTD = 'createZstdCompress' in zlib;

/** What new segments are compressed with. */
export const newestCodec: Codec = HAS_ZSTD ? 'zst' : 'gz';

/** A stream that compresses. */
export function compressor(codec: Codec): Transform {
  return codec === 'zst' ? zlib.createZstdCompress() : zlib.createGzip();
}

/** A stream that unpacks. @throws RecollectError `runtime-unsupported` where this Node.js can't. */
export function decompressor(codec: Codec): Transform {
  if (codec === 'gz') return zlib.createGunzip();
  if (HAS_ZSTD) return zlib.createZstdDecompress();
  throw new RecollectError(
    'runtime-unsupported',
    'The copy is compressed with Zstandard, which this version of Node.js cannot unpack. Use Node.js 22.15 or later.',
  );
}
