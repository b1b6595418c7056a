import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadTokenizer } from '../../electron/utility/tokenizer.ts';
import { verifyModel } from '../../electron/utility/embedder/verify-model.ts';
import { composeLocalProvider } from '../../headless/compose.ts';
import { modelFolder } from '../../headless/paths.ts';

const golden = z
  .array(z.object({ text: z.string(), ids: z.array(z.int()), vector: z.array(z.number()) }))
  .parse(JSON.parse(await readFile(join(modelFolder, 'golden.json'), 'utf8')));
const folder = await mkdtemp(join(tmpdir(), 'recollect-model-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the bundled model', () => {
  test('gives the golden vectors, through a real process', async () => {
    const provider = await composeLocalProvider({
      dataDirectory: folder,
      settings: { memoryCeilingMb: 400, workers: 1, provider: 'local' },
      onOutput: () => undefined,
    });
    try {
      const texts = golden.map(({ text }) => text);
      const { vectors } = await provider.embedDocuments(texts, new AbortController().signal);
      const cosines = golden.map(({ vector }, row) => {
        const length = Math.hypot(...vector);
        return vector.reduce((sum, value, at) => sum + (value / length) * (vectors[row * 384 + at] ?? 0), 0);
      });
      // Processors without VNNI round the int8 products otherwise: .9698 was the lowest on one of them.
      expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.96);
      expect(cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length).toBeGreaterThanOrEqual(0.99);
    } finally {
      await provider.stop(1_000);
    }
  });

  test('is tokenized as the reference does', async () => {
    const tokenizer = await loadTokenizer(modelFolder);
    for (const { text, ids } of golden) {
      const found = tokenizer.encode(text);
      expect(found.length <= 256 ? found : [...found.slice(0, 255), 102]).toEqual(ids);
    }
  });

  test('is refused when a file is damaged or missing, by name', async () => {
    const copy = join(folder, 'copy');
    await cp(modelFolder, copy, { recursive: true });
    await expect(verifyModel(copy)).resolves.toMatchObject({ dim: 384 });
    await writeFile(join(copy, 'tokenizer.json'), '{}');
    await expect(verifyModel(copy)).rejects.toMatchObject({
      code: 'model-damaged',
      message: expect.stringContaining('tokenizer.json') as unknown,
    });
    await rm(join(copy, 'tokenizer.json'));
    await expect(verifyModel(copy)).rejects.toMatchObject({ code: 'model-missing' });
  });
});
