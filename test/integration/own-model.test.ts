/**
 * A model folder that was dropped into the data folder embeds into an index of its own.
 */
import { cp, mkdir, readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composeEngine } from '../../headless/compose.ts';
import { modelFolder } from '../../headless/paths.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';

test('a second model is used by name; its index stands beside the bundled model’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-own-model-'));
  const data = join(folder, 'data');
  const home = join(folder, 'home');
  const { signal } = new AbortController();
  const importWith = async (model: string | undefined) => {
    const engine = await composeEngine({
      dataDirectory: data,
      settings: {
        memoryCeilingMb: 400,
        workers: 1,
        provider: 'local',
        ...(model === undefined ? {} : { model }),
      },
      onOutput: () => undefined,
    });
    try {
      const { filesRead, textsEmbedded, index } = await engine.import(
        [{ path: home, origin: 'added' }],
        signal,
      );
      const { hits } = await engine.search(
        { query: sentence(1, 6), mode: 'semantic', limit: 1, filter: {} },
        signal,
      );
      const id = await engine.index();
      return { filesRead, textsEmbedded, index, id, model: engine.provider.model, hits };
    } finally {
      await engine.close();
    }
  };
  try {
    await writeHistory(
      join(home, 'a.jsonl'),
      conversationLines('aaa', 8, (turn) => sentence(turn, 60)),
    );
    await mkdir(join(data, 'models'), { recursive: true });
    await cp(modelFolder, join(data, 'models', 'mine'), { recursive: true });
    const manifestPath = join(data, 'models', 'mine', 'manifest.json');
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as Record<string, unknown>;
    await writeFile(manifestPath, JSON.stringify({ ...manifest, model: 'ana/mine' }));

    const bundled = await importWith(undefined);
    const own = await importWith('mine');
    expect(own.model).toBe('ana/mine');
    expect(own.id).not.toBe(bundled.id);
    // No file is read again; each chunk is embedded for the second index.
    expect(own.filesRead).toBe(0);
    expect(own.index).toEqual(bundled.index);
    expect(own.textsEmbedded).toBe(bundled.textsEmbedded);
    expect(own.hits).toEqual(bundled.hits);
    // The first index has kept its vectors.
    expect((await importWith(undefined)).textsEmbedded).toBe(0);
    await expect(importWith('yours')).rejects.toMatchObject({ code: 'settings-invalid' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
