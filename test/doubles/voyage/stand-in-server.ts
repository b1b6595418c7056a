/**
 * A server that keeps Voyage's contract on this machine: for tests, benches and the laboratory, never for use. It
 * checks what it is sent as the documentation says, answers deterministic vectors, enforces limits, makes the faults
 * that it is told to, and keeps its own bill.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { listen, portOf } from '../listen.ts';
import { documentedLimits } from './fixtures.ts';
import { standInTokens, standInVector } from './stand-in-vectors.ts';

/** Faults that pass: the next try may get its answer. Those from `cut-answer` on are charged for. */
export const passingFaults = [
  'rate-limited',
  'server',
  'unavailable',
  'reset',
  'cut-answer',
  'short',
  'dimension',
  'nan',
  'no-json',
] as const;

/** Refusals: only the user can mend what they are about. */
export const refusals = ['bad-key', 'billing', 'forbidden'] as const;

/** What can go wrong. `hang`, an answer that comes too late, is charged for. */
export type StandInFault = (typeof passingFaults)[number] | (typeof refusals)[number] | 'hang';

/** How the server behaves; each can be changed while it runs. */
export interface StandInBehaviour {
  /** The fault of a call, by its number from 1; null for none. */
  fault: (call: number) => StandInFault | null;
  /** From the end of a request to the beginning of its answer, in ms. */
  latencyMs: number;
  /** How long `hang` takes, in ms. */
  hangMs: number;
  /** Tokens and requests in any minute; infinite by default. */
  tokensPerMinute: number;
  requestsPerMinute: number;
  /** A minute, in ms: less for tests that compress time. */
  minuteMs: number;
  /** Seconds in `Retry-After`; null for no such header. */
  retryAfter: number | null;
  /** A text that contains this is refused with 400; null for none. */
  poison: string | null;
  key: string;
  /** Whether a refused key is repeated in the answer, as no server should. */
  echoKey: boolean;
}

/** What the server has seen and charged. */
export interface StandInBill {
  calls: number;
  answered: number;
  refusedForRate: number;
  /** Tokens of every call that it did the work for, whether or not the answer arrived. */
  tokens: number;
  /** Every text of a call that was charged, in order. */
  readonly texts: string[];
  /** When each call came, and the tokens of those that passed; ms of performance.now(). */
  readonly log: { readonly at: number; readonly tokens: number; readonly refused: boolean }[];
}

const bodySchema = z.strictObject({
  input: z.array(z.string().min(1)).min(1).max(documentedLimits.texts),
  model: z.string(),
  input_type: z.enum(['document', 'query']).nullable(),
  truncation: z.boolean(),
  output_dimension: z.int().positive(),
  output_dtype: z.enum(['float', 'int8', 'binary']),
});

/** A server that runs. */
export class VoyageStandIn implements AsyncDisposable {
  readonly behaviour: StandInBehaviour = {
    fault: () => null,
    latencyMs: 0,
    hangMs: 60_000,
    tokensPerMinute: Infinity,
    requestsPerMinute: Infinity,
    minuteMs: 60_000,
    retryAfter: 1,
    poison: null,
    echoKey: false,
    key: 'pa-stand-in-key-0123456789abcdefghijklmnop',
  };
  readonly bill: StandInBill = { calls: 0, answered: 0, refusedForRate: 0, tokens: 0, texts: [], log: [] };
  private readonly server: Server;
  private readonly recent: { at: number; tokens: number }[] = [];

  private constructor(tls: { readonly cert: Buffer; readonly key: Buffer } | null) {
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      this.serve(request, response).catch(() => response.destroy());
    };
    this.server = tls ? createTlsServer(tls, serve) : createServer(serve);
  }

  /** Starts a server on a free port of 127.0.0.1; with the certificate of a folder, it is voyage.test and speaks TLS. */
  static async start(
    behaviour: Partial<StandInBehaviour> = {},
    certificates: string | null = null,
  ): Promise<VoyageStandIn> {
    const pem = (kind: string): Promise<Buffer> =>
      readFile(join(certificates ?? '', `voyage.test.${kind}.pem`));
    const tls = certificates === null ? null : { cert: await pem('crt'), key: await pem('key') };
    const standIn = new VoyageStandIn(tls);
    Object.assign(standIn.behaviour, behaviour);
    await listen(standIn.server);
    return standIn;
  }

  /** The base URL of its API, where it does not speak TLS. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  get port(): number {
    return portOf(this.server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
    this.bill.calls += 1;
    const { behaviour } = this;
    const fault = behaviour.fault(this.bill.calls);
    if (fault === 'reset') return void response.destroy();
    if (behaviour.latencyMs > 0) await wait(behaviour.latencyMs);
    if (request.url !== '/v1/embeddings' || request.method !== 'POST') {
      refuse(response, 404, 'Not Found');
      return;
    }
    if (request.headers.authorization !== `Bearer ${behaviour.key}` || fault === 'bad-key') {
      const given = behaviour.echoKey ? ` (${request.headers.authorization ?? ''})` : '';
      refuse(response, 401, `Provided API key is invalid${given}.`);
      return;
    }
    if (fault === 'billing') {
      refuse(response, 402, 'Please add a payment method.');
      return;
    }
    if (fault === 'forbidden') {
      refuse(response, 403, 'Forbidden');
      return;
    }
    if (fault === 'server') {
      refuse(response, 500, 'Internal error');
      return;
    }
    if (fault === 'unavailable') {
      refuse(response, 503, 'High traffic');
      return;
    }
    const body = bodySchema.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
    if (!body.success) {
      refuse(response, 400, body.error.issues[0]?.message ?? 'Invalid request');
      return;
    }
    const { input, model, output_dimension: dimensions, output_dtype: dtype } = body.data;
    const { poison } = behaviour;
    if (poison !== null && input.some((text) => text.includes(poison))) {
      refuse(response, 400, 'An example can not be embedded.');
      return;
    }
    const tokens = input.reduce((sum, text) => sum + standInTokens(text), 0);
    const most = new Map<string, number>(Object.entries(documentedLimits.tokens)).get(model);
    if (most === undefined) {
      refuse(response, 400, `Model ${model} is not supported.`);
      return;
    }
    if (tokens > most) {
      refuse(response, 400, 'Total number of tokens in the batch exceeds the limit.');
      return;
    }
    if (fault === 'rate-limited' || !this.takeRate(tokens)) {
      this.bill.refusedForRate += 1;
      this.bill.log.push({ at: performance.now(), tokens: 0, refused: true });
      if (behaviour.retryAfter !== null) response.setHeader('retry-after', String(behaviour.retryAfter));
      refuse(response, 429, 'Rate limit exceeded.');
      return;
    }
    // From here on the work is done, and charged.
    this.bill.tokens += tokens;
    for (const text of input) this.bill.texts.push(text);
    this.bill.log.push({ at: performance.now(), tokens, refused: false });
    if (fault === 'hang') await wait(behaviour.hangMs);
    const data = input.map((text, index) => ({
      object: 'embedding',
      embedding: numbersOf(standInVector(text, fault === 'dimension' ? dimensions - 1 : dimensions), dtype),
      index,
    }));
    if (fault === 'short') data.pop();
    const answer = JSON.stringify({ object: 'list', data, model, usage: { total_tokens: tokens } });
    response.setHeader('content-type', 'application/json');
    if (fault === 'cut-answer') {
      response.setHeader('content-length', Buffer.byteLength(answer));
      response.write(answer.slice(0, Math.ceil(answer.length / 2)), () => response.destroy());
      return;
    }
    if (fault === 'no-json') return void response.end('<html>An intermediary was here.</html>');
    if (fault === 'nan') return void response.end(answer.replace(/-?0\.\d+/, 'NaN'));
    this.bill.answered += 1;
    response.end(answer);
  }

  private takeRate(tokens: number): boolean {
    const { tokensPerMinute, requestsPerMinute, minuteMs } = this.behaviour;
    const now = performance.now();
    while ((this.recent[0]?.at ?? Infinity) <= now - minuteMs) this.recent.shift();
    const used = this.recent.reduce((sum, sent) => sum + sent.tokens, 0);
    if (this.recent.length + 1 > requestsPerMinute || used + tokens > tokensPerMinute) return false;
    this.recent.push({ at: now, tokens });
    return true;
  }
}

function numbersOf(vector: readonly number[], dtype: 'float' | 'int8' | 'binary'): number[] {
  if (dtype === 'float') return [...vector];
  if (dtype === 'int8') {
    const most = Math.max(...vector.map(Math.abs));
    return vector.map((value) => Math.round((value / most) * 127));
  }
  return Array.from({ length: Math.ceil(vector.length / 8) }, (_, byte) => {
    let bits = 0;
    for (let bit = 0; bit < 8; bit += 1) bits = (bits << 1) | ((vector[byte * 8 + bit] ?? 0) > 0 ? 1 : 0);
    return bits - 128;
  });
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ detail }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
