/**
 * What has come of a batch of texts: each call puts in what it brought, whatever becomes of the others, so that
 * nothing is lost that was paid for.
 */
import type { EmbeddedDocuments } from '../provider.ts';
import type { EmbeddingsAnswer } from './embeddings-call.ts';
import type { SizedText } from './request-plan.ts';

/** Collects the answers of one batch. */
export class BatchAnswers {
  private readonly dimensions: number;
  private readonly vectors: Float32Array;
  private readonly quarantined: { readonly index: number; readonly reason: string }[] = [];
  private readonly receipts: number[] = [];
  /** Texts that wait for an answer. */
  private readonly open: Set<number>;
  private readonly sent: number;
  private tokens = 0;

  /** `texts`: how many the batch has. `sent`: those of them that are to be sent. */
  constructor(texts: number, dimensions: number, sent: readonly SizedText[]) {
    this.dimensions = dimensions;
    this.vectors = new Float32Array(texts * dimensions);
    this.open = new Set(sent.map(({ index }) => index));
    this.sent = sent.length;
  }

  /** A call was answered: row i of its vectors belongs to its text i. */
  answered(texts: readonly SizedText[], answer: EmbeddingsAnswer, receipt: number): void {
    const { dimensions } = this;
    for (const [row, { index }] of texts.entries()) {
      this.vectors.set(answer.vectors.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions);
      this.open.delete(index);
    }
    this.tokens += answer.tokens;
    this.receipts.push(receipt);
  }

  /** A text is refused for what it holds. */
  refused({ index }: SizedText, reason: string): void {
    this.quarantined.push({ index, reason });
    this.open.delete(index);
  }

  /** Whether texts were sent and none has an answer. */
  get fruitless(): boolean {
    return this.sent > 0 && this.open.size === this.sent;
  }

  /** The batch as it stands. `error`: why texts are without an answer, where some are. */
  documents(withheld: readonly number[], error: unknown): EmbeddedDocuments {
    const { vectors, quarantined, tokens, receipts, open } = this;
    return {
      ...{ vectors, quarantined, tokens, receipts, withheld },
      ...(open.size === 0 ? {} : { interrupted: { texts: [...open], error } }),
    };
  }
}
