import fc from 'fast-check';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { callEmbeddings } from '../../../../../../electron/main/embedding/voyage/embeddings-call.ts';
import { VoyageFault } from '../../../../../../electron/main/embedding/voyage/voyage-fault.ts';
import { documentedAnswer, documentedErrors } from '../../../../../doubles/voyage/fixtures.ts';

const settings = {
  baseUrl: 'https://api.voyageai.com/v1/',
  model: 'voyage-4',
  dimensions: 4,
  dtype: 'float',
} as const;
const { signal } = new AbortController();
const key = 'pa-a-key-that-opens-nothing';
const call = { texts: ['one', 'two'], kind: 'document', key, signal } as const;

const answering =
  (body: string, init: ResponseInit = {}) =>
  () =>
    Promise.resolve(new Response(body, init));
const faultOf = async (promise: Promise<unknown>): Promise<VoyageFault> => {
  const thrown: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof VoyageFault)) throw new Error(`That is no fault: ${String(thrown)}`);
  return thrown;
};

describe('a call', () => {
  test('is made as documented', async () => {
    const sent: [string, RequestInit][] = [];
    await callEmbeddings(
      (address, init) => {
        sent.push([address, init]);
        return Promise.resolve(new Response(JSON.stringify(documentedAnswer)));
      },
      settings,
      call,
    );
    const [address, init] = sent[0] ?? [];
    expect(address).toBe('https://api.voyageai.com/v1/embeddings');
    expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${key}`);
    expect(JSON.parse(z.string().parse(init?.body))).toEqual({
      input: ['one', 'two'],
      model: 'voyage-4',
      input_type: 'document',
      truncation: false,
      output_dimension: 4,
      output_dtype: 'float',
    });
  });

  test('takes the documented answer, whatever the order of its vectors', async () => {
    const turned = { ...documentedAnswer, data: [...documentedAnswer.data].reverse() };
    const { vectors, tokens } = await callEmbeddings(answering(JSON.stringify(turned)), settings, call);
    expect(tokens).toBe(10);
    expect(Math.hypot(...vectors.subarray(0, 4))).toBeCloseTo(1);
    expect(Math.sign(vectors[0] ?? 0)).toBe(1);
    expect(Math.sign(vectors[4] ?? 0)).toBe(-1);
  });

  test.each(documentedErrors)('knows what $status ($means) means', async ({ status }) => {
    const fault = await faultOf(
      callEmbeddings(
        answering('{"detail":"Because."}', { status, headers: { 'retry-after': '7' } }),
        settings,
        call,
      ),
    );
    expect(fault.passing).toBe(status === 429 || status >= 500);
    expect(fault.message).toContain('Because.');
    expect(fault.retryAfterMs).toBe(7_000);
    expect(fault.paid).toBe('nothing');
  });

  test('lets no server bring the key into a message', async () => {
    const fault = await faultOf(
      callEmbeddings(answering(JSON.stringify({ detail: `Bad ${key}!` }), { status: 401 }), settings, call),
    );
    expect(fault.message).not.toContain(key);
    expect(fault.toError('document').message).not.toContain(key);
  });

  test('says why nobody could be reached, without repeating addresses', async () => {
    const cause = Object.assign(new Error('connect to http://user:pass@proxy'), { code: 'ECONNREFUSED' });
    const failing = () => Promise.reject(new TypeError('fetch failed', { cause }));
    const fault = await faultOf(callEmbeddings(failing, settings, call));
    expect([fault.kind, fault.message]).toEqual(['network', "Voyage can't be reached (ECONNREFUSED)."]);
  });

  test('takes nothing for an answer that is none, and knows whether it was paid', async () => {
    const damaged = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constant(JSON.stringify({ ...documentedAnswer, data: documentedAnswer.data.slice(1) })),
      fc.constant(
        JSON.stringify({ ...documentedAnswer, data: [documentedAnswer.data[0], documentedAnswer.data[0]] }),
      ),
      fc.constant(JSON.stringify(documentedAnswer).replace('0.010964915', 'null')),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (body) => {
        const fault = await faultOf(callEmbeddings(answering(body), settings, call));
        expect(fault.kind).toBe('malformed');
        expect(fault.paid).toEqual(body.includes('total_tokens') ? { tokens: 10 } : 'estimate');
      }),
    );
  });
});
