/**
 * Embeds the texts of a batch one after the other and lets other things happen in between.
 */
import { setImmediate } from 'node:timers/promises';
import type { ModelTokenizer } from '../tokenizer.ts';
import type { EmbeddingSession } from './session.ts';

/** The id that ends every text, [SEP]. */
const SEPARATOR = 102;

/** Runs batches; a vector depends on its text only. */
export class BatchRunner {
  private readonly tokenizer: ModelTokenizer;
  private readonly session: EmbeddingSession;
  private readonly window: number;

  /** `window`: the longest input in tokens, special ones included. */
  constructor(tokenizer: ModelTokenizer, session: EmbeddingSession, window: number) {
    this.tokenizer = tokenizer;
    this.session = session;
    this.window = window;
  }

  /**
   * One row of `dimensions` floats a text. `between` is awaited before each text. The chunker has fitted documents
   * to the window; a query that is longer is cut to it.
   */
  async embed(
    texts: readonly string[],
    between: () => Promise<void>,
  ): Promise<{ vectors: Float32Array<ArrayBuffer>; tokens: number }> {
    const { dimensions } = this.session;
    const vectors = new Float32Array(texts.length * dimensions);
    let tokens = 0;
    for (const [row, text] of texts.entries()) {
      // A run blocks the thread: without a turn of the event loop no query and no request to exit would be seen.
      await setImmediate();
      await between();
      const ids = this.fit(this.tokenizer.encode(text));
      vectors.set(await this.session.run(ids), row * dimensions);
      tokens += ids.length;
    }
    return { vectors, tokens };
  }

  private fit(ids: readonly number[]): readonly number[] {
    return ids.length <= this.window ? ids : [...ids.slice(0, this.window - 1), SEPARATOR];
  }
}
