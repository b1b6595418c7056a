import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyModel } from '../../../../../electron/utility/embedder/verify-model.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-model-'));
  await writeModel({ 'model.onnx': 'weights', 'tokenizer.json': '{}' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes a model with a manifest that fits. */
async function writeModel(files: Record<string, string>): Promise<void> {
  const entries = Object.entries(files).map(([name, text]) => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    return [name, { bytes: Buffer.byteLength(text), sha256 }] as const;
  });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const manifest = {
    model: 'test',
    revision: '1',
    license: 'MIT',
    dim: 2,
    max_tokens: 8,
    inputs: ['input_ids'],
    output: 'vector',
    files: Object.fromEntries(entries),
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

describe('a model folder', () => {
  test('that is whole gives its manifest', async () => {
    expect(await verifyModel(folder)).toMatchObject({ model: 'test', dim: 2 });
  });

  test.each<[string, string, string, () => Promise<void>]>([
    ['has no manifest', 'model-missing', 'manifest.json', () => rm(join(folder, 'manifest.json'))],
    [
      'has a torn manifest',
      'model-damaged',
      'manifest.json',
      () => writeFile(join(folder, 'manifest.json'), '{"mod'),
    ],
    [
      'has another manifest',
      'model-damaged',
      'manifest.json',
      () => writeFile(join(folder, 'manifest.json'), '{}'),
    ],
    ['lacks a file', 'model-missing', 'model.onnx', () => rm(join(folder, 'model.onnx'))],
    [
      'has a file cut short',
      'model-damaged',
      'model.onnx',
      () => writeFile(join(folder, 'model.onnx'), 'weig'),
    ],
    [
      'has a changed byte',
      'model-damaged',
      'tokenizer.json',
      () => writeFile(join(folder, 'tokenizer.json'), '[]'),
    ],
  ])('that %s is refused with the file and the way out', async (_, code, file, damage) => {
    await damage();
    const error: unknown = await verifyModel(folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(join(folder, file));
    expect(String(error)).toContain('Install Recollect again');
  });
});
