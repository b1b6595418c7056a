/**
 * One call of Voyage's embeddings endpoint: https://docs.voyageai.com/reference/embeddings-api. Every failure leaves
 * as a VoyageFault; none holds the key or a text.
 */
import { z } from 'zod';
import { kindOfStatus, retryAfterMs, VoyageFault } from './voyage-fault.ts';

/** Fetches as the web does: Node's own, or Electron's, which knows the system's proxy. */
export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** What all calls of a provider share. */
export interface CallSettings {
  readonly baseUrl: string;
  readonly model: string;
  readonly dimensions: number;
  readonly dtype: 'float' | 'int8';
}

/** A call. */
export interface EmbeddingsCall {
  readonly texts: readonly string[];
  readonly kind: 'document' | 'query';
  readonly key: string;
  readonly signal: AbortSignal;
}

/** The answer: row i belongs to text i and has norm 1. `tokens`: what was charged. */
export interface EmbeddingsAnswer {
  readonly vectors: Float32Array;
  readonly tokens: number;
}

const usageSchema = z.object({ usage: z.object({ total_tokens: z.int().nonnegative() }) });
const answerSchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()) })),
  usage: z.object({ total_tokens: z.int().nonnegative() }),
});
const refusalSchema = z.object({ detail: z.string() });

/** A longer explanation of a server's helps nobody, and may repeat what was sent. */
const LONGEST_DETAIL = 200;

/** Calls once. @throws VoyageFault; what `signal` was aborted with where it was. */
export async function callEmbeddings(
  fetch: Fetch,
  settings: CallSettings,
  call: EmbeddingsCall,
): Promise<EmbeddingsAnswer> {
  const { texts, kind, key, signal } = call;
  let response: Response;
  try {
    response = await fetch(`${settings.baseUrl.replace(/\/+$/, '')}/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        input: texts,
        model: settings.model,
        input_type: kind,
        // A text that is too long is told, not cut off in silence; a query's end may go.
        truncation: kind === 'query',
        output_dimension: settings.dimensions,
        output_dtype: settings.dtype,
      }),
      redirect: 'error',
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new VoyageFault('network', `Voyage can't be reached (${reasonOf(error)}).`);
  }
  const body = await bodyOf(response, signal);
  if (!response.ok) throw refusal(response, body, key);
  return parseAnswer(body, texts.length, settings);
}

async function bodyOf(response: Response, signal: AbortSignal): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    signal.throwIfAborted();
    const paid = response.ok ? 'estimate' : 'nothing';
    throw new VoyageFault('network', `Voyage's answer broke off (${reasonOf(error)}).`, { paid });
  }
}

/** A code of the system's such as ECONNREFUSED: messages may hold addresses with credentials of a proxy. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { data } = z.object({ code: z.string().regex(/^[A-Z_0-9]+$/) }).safeParse(cause);
  return data?.code ?? 'no connection';
}

function refusal(response: Response, body: string, key: string): VoyageFault {
  const { status } = response;
  const detail = refusalSchema.safeParse(parseJson(body)).data?.detail ?? '';
  // A server that repeats the key must not bring it into a log.
  const said = detail.replaceAll(key, '...').slice(0, LONGEST_DETAIL).trim();
  // Without a payment method some accounts are told so with 403.
  const kind =
    status === 403 && /billing|payment|credit|quota/i.test(said) ? 'billing' : kindOfStatus(status);
  return new VoyageFault(kind, `Voyage refused the call with ${status}${said === '' ? '' : `: ${said}`}.`, {
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
  });
}

function parseAnswer(body: string, texts: number, settings: CallSettings): EmbeddingsAnswer {
  const json = parseJson(body);
  const usage = usageSchema.safeParse(json).data?.usage.total_tokens;
  const malformed = (what: string): VoyageFault =>
    new VoyageFault('malformed', `Voyage's answer can't be used: ${what}.`, {
      paid: usage === undefined ? 'estimate' : { tokens: usage },
    });
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) throw malformed('it has not the form of one');
  const { data } = parsed.data;
  const { dimensions } = settings;
  const vectors = new Float32Array(texts * dimensions);
  const seen = new Set<number>();
  for (const { index, embedding } of data) {
    if (index >= texts || seen.has(index)) throw malformed('it numbers its vectors wrong');
    if (embedding.length !== dimensions) {
      throw malformed(`a vector has ${embedding.length} numbers instead of ${dimensions}`);
    }
    seen.add(index);
    if (!putUnit(vectors, index * dimensions, embedding)) throw malformed('a vector is not of numbers');
  }
  if (seen.size !== texts) throw malformed(`it has ${seen.size} vectors for ${texts} texts`);
  return { vectors, tokens: parsed.data.usage.total_tokens };
}

/** Writes a vector with norm 1, which int8 has not; false if it has no direction. */
function putUnit(vectors: Float32Array, at: number, embedding: readonly number[]): boolean {
  const norm = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
  if (!(norm > 0) || !Number.isFinite(norm)) return false;
  for (const [index, value] of embedding.entries()) vectors[at + index] = value / norm;
  return true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no answer; the caller says so.
    return null;
  }
}
