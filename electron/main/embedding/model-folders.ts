/**
 * The models that can be chosen by name: folders with a manifest, the bundled ones and those of the data folder.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CHUNK_LIMITS } from '../../shared/chunking/limits.ts';
import { RecollectError } from '../../shared/errors.ts';
import { modelManifestSchema } from '../../shared/model-manifest.ts';

/** The bundled model that is used unless another is chosen: a folder of `resources/models`. */
export const DEFAULT_MODEL = 'all-MiniLM-L6-v2';

/** [CLS] and [SEP], which stand around each text. */
const SPECIAL_TOKENS = 2;

/** What decides into which tokens a text falls, in `tokenizer.json`. */
const tokenizerSchema = z.object({
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  model: z.unknown(),
});

/** Where models are looked for. */
export interface ModelPlaces {
  /** Folder with the bundled models, `DEFAULT_MODEL` among them. */
  readonly bundled: string;
  /** Folder with those that the user put there; need not exist. */
  readonly own: string;
}

/**
 * The folder of the model `name`: the name of its folder. Of a user's and a bundled one of that name it is the bundled.
 *
 * All indexes of a library share its chunks, which are measured with the bundled model's tokenizer: another model
 * must split texts into the same tokens, and take as many.
 *
 * @throws RecollectError `settings-invalid`, naming the models that there are, or saying why this one can't be used.
 */
export async function findModel(name: string, places: ModelPlaces): Promise<string> {
  const models = await listModels(places);
  const folder = models.get(name);
  if (folder === undefined) {
    throw new RecollectError(
      'settings-invalid',
      `There is no model "${name}". Known: ${[...models.keys()].join(', ')}. A model is a folder with a manifest.json in ${places.own}.`,
    );
  }
  if (name !== DEFAULT_MODEL) await checkFits(name, folder, join(places.bundled, DEFAULT_MODEL));
  return folder;
}

/** The folders of all models by name, bundled ones first, each kind in the order of its names. */
async function listModels({ bundled, own }: ModelPlaces): Promise<ReadonlyMap<string, string>> {
  const models = new Map<string, string>();
  for (const place of [bundled, own]) {
    for (const name of await foldersIn(place)) {
      const folder = join(place, name);
      if (!models.has(name) && (await readText(folder, 'manifest.json')) !== null) models.set(name, folder);
    }
  }
  return models;
}

async function foldersIn(place: string): Promise<string[]> {
  try {
    return (await readdir(place)).sort();
  } catch {
    // Nobody has to have models of their own; without the bundled one the sentence above lists none.
    return [];
  }
}

async function checkFits(name: string, folder: string, standard: string): Promise<void> {
  const manifest = modelManifestSchema.safeParse(parseJson(await readText(folder, 'manifest.json')));
  if (!manifest.success) {
    throw new RecollectError('settings-invalid', `The manifest.json of the model "${name}" is not valid.`);
  }
  const needed = CHUNK_LIMITS.maximum + SPECIAL_TOKENS;
  if (manifest.data.max_tokens < needed) {
    throw new RecollectError(
      'settings-invalid',
      `The model "${name}" reads ${manifest.data.max_tokens} tokens at once; the library's chunks need ${needed}.`,
    );
  }
  const [own, expected] = await Promise.all([tokenizerOf(folder), tokenizerOf(standard)]);
  if (own === null || !isDeepStrictEqual(own, expected)) {
    throw new RecollectError(
      'settings-invalid',
      `The model "${name}" splits texts into other tokens than the library's chunks are measured in. Choose one with the tokenizer of ${DEFAULT_MODEL}.`,
    );
  }
}

async function tokenizerOf(folder: string): Promise<z.infer<typeof tokenizerSchema> | null> {
  return tokenizerSchema.safeParse(parseJson(await readText(folder, 'tokenizer.json'))).data ?? null;
}

async function readText(folder: string, file: string): Promise<string | null> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch {
    // What isn't there is no model; the caller says so.
    return null;
  }
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    // The caller says that it isn't valid.
    return null;
  }
}
