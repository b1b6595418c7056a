import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  DEFAULT_MODEL,
  findModel,
  type ModelPlaces,
} from '../../../../../electron/main/embedding/model-folders.ts';
import { modelFolder, modelsFolder } from '../../../../../headless/paths.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

/** Models of the user's own: a copy of the bundled one's manifest and tokenizer, changed by `change`. */
async function ownModel(
  folder: TemporaryFolder,
  name: string,
  file: string,
  change: (json: Record<string, unknown>) => Record<string, unknown>,
): Promise<ModelPlaces> {
  const model = join(folder.path, name);
  await mkdir(model);
  for (const each of ['manifest.json', 'tokenizer.json'])
    await cp(join(modelFolder, each), join(model, each));
  const json = JSON.parse(await readFile(join(model, file), 'utf8')) as Record<string, unknown>;
  await writeFile(join(model, file), JSON.stringify(change(json)));
  return { bundled: modelsFolder, own: folder.path };
}

test('the bundled model is found by its name', async () => {
  const places = { bundled: modelsFolder, own: join(modelsFolder, 'missing') };
  expect(await findModel(DEFAULT_MODEL, places)).toBe(modelFolder);
});

test('a model of the user’s own is found by the name of its folder', async () => {
  await using folder = await TemporaryFolder.create();
  const places = await ownModel(folder, 'mine', 'manifest.json', (json) => ({ ...json, model: 'ana/mine' }));
  expect(await findModel('mine', places)).toBe(join(folder.path, 'mine'));
});

test('an unknown name is answered with the known ones', async () => {
  await using folder = await TemporaryFolder.create();
  const places = await ownModel(folder, 'mine', 'manifest.json', (json) => json);
  await mkdir(join(folder.path, 'no-model'));
  await expect(findModel('yours', places)).rejects.toMatchObject({
    code: 'settings-invalid',
    message: expect.stringContaining(`no model "yours". Known: ${DEFAULT_MODEL}, mine. `) as unknown,
  });
  await expect(findModel('../mine', places)).rejects.toMatchObject({ code: 'settings-invalid' });
});

test.each([
  ['manifest.json', { max_tokens: 128 }, "reads 128 tokens at once; the library's chunks need 256"],
  ['manifest.json', { dim: 'many' }, 'manifest.json of the model "mine" is not valid'],
  ['tokenizer.json', { normalizer: null }, 'splits texts into other tokens'],
  ['tokenizer.json', { model: { vocab: {} } }, 'splits texts into other tokens'],
])('a model whose %s says %j is refused', async (file, change, sentence) => {
  await using folder = await TemporaryFolder.create();
  const places = await ownModel(folder, 'mine', file, (json) => ({ ...json, ...change }));
  await expect(findModel('mine', places)).rejects.toMatchObject({
    code: 'settings-invalid',
    message: expect.stringContaining(sentence) as unknown,
  });
});
