/**
 * Checks a model's files against its manifest before they are used: a torn download or a bad disk must be named,
 * not embedded with.
 */
import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RecollectError } from '../../shared/errors.ts';
import { modelManifestSchema, type ModelManifest } from '../../shared/model-manifest.ts';

const REPAIR = 'Install Recollect again, or restore the folder from where it came.';

/** How much of a file is hashed at a time. */
const BLOCK_BYTES = 1 << 20;

/**
 * Reads `manifest.json` and compares size and SHA-256 of every file that it names.
 *
 * @throws RecollectError `model-missing` or `model-damaged`, naming the file and what to do.
 */
export async function verifyModel(modelFolder: string): Promise<ModelManifest> {
  const manifest = await readManifest(modelFolder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    await verifyFile(join(modelFolder, name), expected);
  }
  return manifest;
}

async function readManifest(modelFolder: string): Promise<ModelManifest> {
  const path = join(modelFolder, 'manifest.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw missing(path, error);
  }
  try {
    return modelManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new RecollectError('model-damaged', `The model's file ${path} is not a valid manifest. ${REPAIR}`, {
      cause: error,
    });
  }
}

async function verifyFile(path: string, expected: { bytes: number; sha256: string }): Promise<void> {
  let bytes: number;
  let sha256: string;
  try {
    bytes = (await stat(path)).size;
    // The size is the cheap test: a file of another size needn't be read.
    sha256 = bytes === expected.bytes ? await hashFile(path) : '';
  } catch (error) {
    throw missing(path, error);
  }
  if (bytes !== expected.bytes) {
    throw new RecollectError(
      'model-damaged',
      `The model's file ${path} has ${bytes} bytes instead of ${expected.bytes}. ${REPAIR}`,
    );
  }
  if (sha256 !== expected.sha256) {
    throw new RecollectError(
      'model-damaged',
      `The model's file ${path} is damaged: its SHA-256 is not the manifest's. ${REPAIR}`,
    );
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    // One buffer used again and again: a stream's blocks would stay with a young process as 25 MB of garbage.
    const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, BLOCK_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function missing(path: string, cause: unknown): RecollectError {
  return new RecollectError(
    'model-missing',
    `The model's file ${path} is missing or can't be read. ${REPAIR}`,
    {
      cause,
    },
  );
}
