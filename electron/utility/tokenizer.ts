/**
 * The model's own tokenizer, read from its folder.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';

/** Turns text into the ids that the model was trained on. */
export interface ModelTokenizer {
  /** Ids with the special tokens at both ends, not cut to the model's window. */
  encode(text: string): number[];
}

/** A tokenizer that cuts words by a vocabulary. */
export interface WordPieceTokenizer extends ModelTokenizer {
  /** All tokens; those that go on with a word begin with `##`. */
  readonly vocabulary: readonly string[];
}

/** The library's declarations leave out the file endings that `NodeNext` wants, so they count for nothing here. */
type TokenizerClass = new (definition: object, config: object) => { encode(text: string): { ids: number[] } };
const TypedTokenizer = Tokenizer as TokenizerClass;

const jsonObject = z.record(z.string(), z.unknown());
const definitionSchema = z.looseObject({
  // Its 30,000 entries are only named here: checking each takes longer than reading them.
  model: z.looseObject({ vocab: z.custom<object>((value) => typeof value === 'object' && value !== null) }),
});

/** Longest word that has tokens of its own (`max_input_chars_per_word`); a longer one is one `[UNK]`. */
export const LONGEST_WORD = 100;

/** Loads `tokenizer.json` and `tokenizer_config.json` of a model's folder. */
export async function loadTokenizer(modelFolder: string): Promise<WordPieceTokenizer> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(modelFolder, name), 'utf8'));
  const definition = definitionSchema.parse(await read('tokenizer.json'));
  const config = jsonObject.parse(await read('tokenizer_config.json'));
  const tokenizer = new TypedTokenizer(definition, config);
  return {
    encode: (text) => tokenizer.encode(withoutEndlessWords(likeTheReference(text))).ids,
    vocabulary: Object.keys(definition.model.vocab),
  };
}

/**
 * Where the library differs from the reference implementation of BERT's tokenizer: a capital sigma at a word's end,
 * and ideographs beyond the basic plane, which stand for themselves.
 */
function likeTheReference(text: string): string {
  return text.replace(/\u03a3/g, '\u03c3').replace(/[\u{20000}-\u{2fa1f}]/gu, ' $& ');
}

const ENDLESS_WORD = new RegExp(`[A-Za-z0-9]{${LONGEST_WORD + 1},}`, 'g');

/** Encoded data of a megabyte would cost 200 MB of memory, only to become one `[UNK]`: its beginning does the same. */
function withoutEndlessWords(text: string): string {
  return text.length <= LONGEST_WORD
    ? text
    : text.replace(ENDLESS_WORD, (word) => word.slice(0, LONGEST_WORD + 1));
}
