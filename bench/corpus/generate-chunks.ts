/** Short texts to fill a library with, where only their number matters and not the files that they came from. */
import { Prose } from './prose.ts';
import { Random } from './random.ts';
import { createTopic } from './topic.ts';

/** What to generate. */
export interface ChunkOptions {
  readonly seed: number;
  /** How many texts. */
  readonly count: number;
}

/** Texts that share a topic, like the chunks of a few conversations. */
const TEXTS_PER_TOPIC = 60;

/** Where a text stops growing, in estimated tokens, drawn between these. A sentence has up to about 40 tokens. */
const LEAST_TOKENS = 46;
const MOST_TOKENS = 98;

/** Yields `count` different English-like texts of 40 to 150 tokens of the bundled model; same seed, same texts. */
export function* generateChunks({ seed, count }: ChunkOptions): Generator<string> {
  const random = new Random(`chunks ${seed}`);
  let prose = new Prose(random, createTopic(random));
  for (let index = 0; index < count; index++) {
    if (index % TEXTS_PER_TOPIC === 0) prose = new Prose(random, createTopic(random));
    const wanted = random.integer(LEAST_TOKENS, MOST_TOKENS);
    let text = prose.statement();
    let tokens = estimatedTokens(text);
    while (tokens < wanted) {
      const next = prose.statement();
      text += random.chance(0.15) ? `\n\n${next}` : ` ${next}`;
      tokens += estimatedTokens(next);
    }
    yield text;
  }
}

/** About the tokens of a WordPiece model: a word is one, a longer one two or more, a sign of punctuation one. */
function estimatedTokens(text: string): number {
  let tokens = 0;
  let length = 0;
  for (let index = 0; index <= text.length; index++) {
    const unit = text.charCodeAt(index);
    const letter = (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57);
    if (letter) {
      length++;
      continue;
    }
    if (length > 0) tokens += length <= 9 ? 1 : 1 + Math.ceil((length - 6) / 4);
    if (unit > 32) tokens++;
    length = 0;
  }
  return tokens;
}
