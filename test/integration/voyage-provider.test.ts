/**
 * The provider against a server that keeps Voyage's contract.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCallPolicy } from '../../electron/main/embedding/voyage/call-policy.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { sentence } from '../doubles/history.ts';
import { shortTimes, testVoyageProvider } from '../doubles/voyage/provider.ts';
import { passingFaults, VoyageStandIn, type StandInFault } from '../doubles/voyage/stand-in-server.ts';
import { standInVector } from '../doubles/voyage/stand-in-vectors.ts';

const { signal } = new AbortController();
const texts = Array.from({ length: 12 }, (_, index) => sentence(index));
let standIn: VoyageStandIn;

beforeEach(async () => {
  standIn = await VoyageStandIn.start();
});
afterEach(() => standIn[Symbol.asyncDispose]());

const row = (vectors: Float32Array, index: number) => vectors.subarray(index * 256, (index + 1) * 256);
const firstCalls =
  (fault: StandInFault, calls: number) =>
  (call: number): StandInFault | null =>
    call <= calls ? fault : null;

describe('the Voyage provider', () => {
  test('gives each text its own vector, documents and queries in the same space', async () => {
    const { provider } = testVoyageProvider(standIn, { parts: { mostTexts: 5 } });
    const { vectors, quarantined, tokens, receipts } = await provider.embedDocuments(texts, signal);
    expect(quarantined).toEqual([]);
    expect(tokens).toBe(standIn.bill.tokens);
    expect(receipts).toHaveLength(3);
    for (const [index, text] of texts.entries()) {
      const expected = standInVector(text, 256);
      for (const [at, value] of row(vectors, index).entries())
        expect(value).toBeCloseTo(expected[at] ?? 0, 5);
    }
    const query = await provider.embedQuery(texts[3] ?? '', signal);
    expect(query[0]).toBeCloseTo(row(vectors, 3)[0] ?? 0, 5);
  });

  test('takes answers in int8, which have the same direction', async () => {
    const { provider } = testVoyageProvider(standIn, { settings: { dtype: 'int8' } });
    const { vectors } = await provider.embedDocuments(texts, signal);
    const expected = standInVector(texts[0] ?? '', 256);
    const cosine = row(vectors, 0).reduce((sum, value, at) => sum + value * (expected[at] ?? 0), 0);
    expect(cosine).toBeGreaterThan(0.999);
  });

  test.each(passingFaults)('gets over %s, and its account agrees with the bill', async (fault) => {
    standIn.behaviour.fault = firstCalls(fault, 2);
    const { provider, account } = testVoyageProvider(standIn);
    const { vectors, quarantined } = await provider.embedDocuments(texts, signal);
    expect(quarantined).toEqual([]);
    expect(row(vectors, 11).some((value) => value !== 0)).toBe(true);
    const answered = account.calls.filter(({ end }) => end?.state === 'answered').length;
    expect(answered).toBe(1);
    // What was charged without usage in the answer is estimated.
    expect(account.tokens()).toBeGreaterThan(standIn.bill.tokens * 0.6);
    expect(account.tokens()).toBeLessThan(standIn.bill.tokens * 1.4);
  });

  test('gives up on an answer that takes too long, counts it as paid, and asks again', async () => {
    standIn.behaviour.fault = firstCalls('hang', 1);
    standIn.behaviour.hangMs = 5_000;
    const policy = () => createCallPolicy({ ...shortTimes, documentMs: 1_000 });
    const { provider, account } = testVoyageProvider(standIn, { parts: { policy } });
    await provider.embedDocuments(texts, signal);
    // A busy machine may be too slow more than once.
    const ends = account.ends();
    expect([ends[0], ends.at(-1)]).toEqual(['lost', 'answered']);
  });

  test.each([
    ['bad-key', 'voyage-key-refused'],
    ['billing', 'voyage-billing'],
    ['forbidden', 'voyage-refused'],
  ] as const)('stops at %s with a sentence and charges nothing', async (fault, code) => {
    standIn.behaviour.fault = firstCalls(fault, 1);
    const { provider, account } = testVoyageProvider(standIn);
    await expect(provider.embedDocuments(texts, signal)).rejects.toMatchObject({ code });
    expect(provider.status().failure?.code).toBe(code);
    expect(account.tokens()).toBe(0);
    await provider.embedDocuments(texts, signal);
    expect(provider.status().failure).toBeNull();
  });

  test('is not stopped by a question that fails', async () => {
    standIn.behaviour.fault = firstCalls('bad-key', 1);
    const { provider } = testVoyageProvider(standIn);
    await expect(provider.embedQuery('a question', signal)).rejects.toMatchObject({
      code: 'voyage-key-refused',
    });
    expect(provider.status().failure).toBeNull();
  });

  test('finds the texts that are refused, and gives all others their vectors', async () => {
    standIn.behaviour.poison = 'POISON';
    const { provider } = testVoyageProvider(standIn);
    const mixed = texts.map((text, index) => (index === 2 || index === 9 ? `${text} POISON` : text));
    const { vectors, quarantined } = await provider.embedDocuments(mixed, signal);
    expect(quarantined.map(({ index }) => index).sort((a, b) => a - b)).toEqual([2, 9]);
    for (const [index] of mixed.entries()) {
      expect(row(vectors, index).some((value) => value !== 0)).toBe(index !== 2 && index !== 9);
    }
  });

  test('puts no text in quarantine where every text is refused: the settings are at fault', async () => {
    standIn.behaviour.poison = ' ';
    const { provider } = testVoyageProvider(standIn);
    await expect(provider.embedDocuments(texts, signal)).rejects.toMatchObject({ code: 'voyage-refused' });
  });

  test('stops asking a service that is down, and asks again after a while', async () => {
    standIn.behaviour.fault = () => 'unavailable';
    const { provider } = testVoyageProvider(standIn);
    const embed = () => provider.embedDocuments(texts, signal);
    for (let time = 0; time < 3; time += 1) {
      await expect(embed()).rejects.toMatchObject({ code: 'voyage-unavailable' });
    }
    const { calls } = standIn.bill;
    await expect(embed()).rejects.toMatchObject({ code: 'voyage-unavailable' });
    expect(standIn.bill.calls).toBe(calls);
    standIn.behaviour.fault = () => null;
    provider.retry();
    await provider.embedDocuments(texts, signal);
  });

  test('keeps what came when one call of a batch fails, and is paid for nothing twice', async () => {
    standIn.behaviour.fault = (call) => (call === 2 ? 'bad-key' : null);
    const { provider, account } = testVoyageProvider(standIn, { parts: { mostTexts: 4 } });
    const first = await provider.embedDocuments(texts, signal);
    const left = first.interrupted?.texts ?? [];
    expect(left).toHaveLength(4);
    expect(first.interrupted?.error).toMatchObject({ code: 'voyage-key-refused' });
    expect(provider.status().failure?.code).toBe('voyage-key-refused');
    for (const [index] of texts.entries()) {
      expect(row(first.vectors, index).some((value) => value !== 0)).toBe(!left.includes(index));
    }
    const second = await provider.embedDocuments(
      left.map((index) => texts[index] ?? ''),
      signal,
    );
    expect([second.interrupted, second.tokens + first.tokens]).toEqual([undefined, standIn.bill.tokens]);
    expect([...standIn.bill.texts].sort()).toEqual([...texts].sort());
    expect(account.tokens()).toBe(standIn.bill.tokens);
  });

  test('sends nothing beyond the spending limit, and keeps what it has bought by then', async () => {
    const { provider, account } = testVoyageProvider(standIn, {
      settings: { limitUsd: 0.1 },
      model: { usdPerMillion: 1_000 },
      parts: { mostTexts: 2 },
    });
    const { interrupted } = await provider.embedDocuments(texts, signal);
    expect(interrupted?.error).toMatchObject({ code: 'spending-limit' });
    expect(interrupted?.texts.length).toBe(texts.length - standIn.bill.texts.length);
    expect((account.tokens() / 1_000_000) * 1_000).toBeLessThanOrEqual(0.1);
    await expect(provider.embedDocuments(texts, signal)).rejects.toMatchObject({ code: 'spending-limit' });
  });

  test('sends nothing without consent or key', async () => {
    const refused = new RecollectError('consent-needed', 'Not yet.');
    const { provider } = testVoyageProvider(standIn, { parts: { allowed: () => Promise.reject(refused) } });
    await expect(provider.embedDocuments(texts, signal)).rejects.toBe(refused);
    const keyless = testVoyageProvider(standIn, { parts: { key: () => Promise.resolve(null) } });
    await expect(keyless.provider.embedDocuments(texts, signal)).rejects.toMatchObject({
      code: 'voyage-key-missing',
    });
    expect(standIn.bill.calls).toBe(0);
  });

  test('masks secrets, and sends nothing of a text that is empty without its private parts', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    const { provider, account } = testVoyageProvider(standIn);
    const given = [`The token is ${token}, use it.`, '   ', 'Plain words.'];
    const { quarantined, withheld } = await provider.embedDocuments(given, signal);
    expect(standIn.bill.texts).toEqual(['The token is [secret], use it.', 'Plain words.']);
    expect([quarantined, withheld]).toEqual([[], [1]]);
    expect(Object.values(account.masked)).toEqual([1]);
  });

  test.each([
    ['the first call fails', { fault: (call: number) => (call === 1 ? 'bad-key' : null) }],
    ['a later call fails', { fault: (call: number) => (call === 2 ? 'bad-key' : null) }],
    ['texts are refused', { poison: 'POISON' }],
  ] as const)('counts each secret that was masked in what was sent once: %s', async (_what, behaviour) => {
    Object.assign(standIn.behaviour, behaviour);
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    const { provider, account } = testVoyageProvider(standIn, { parts: { mostTexts: 3 } });
    const secrets = texts.map((text, index) => (index % 2 === 0 ? `${text} ${token}, ${token}` : text));
    const all = secrets.map((text, index) => (index === 4 ? `${text} POISON` : text));
    const { interrupted } = await provider.embedDocuments(all, signal);
    const left = (interrupted?.texts ?? []).map((index) => all[index] ?? '');
    if (left.length > 0) await provider.embedDocuments(left, signal);
    const sent = standIn.bill.texts.join().split('[secret]').length - 1;
    expect(sent).toBe('poison' in behaviour ? 10 : 12);
    expect(Object.values(account.masked)).toEqual([sent]);
  });

  test('ends what is under way when it is cancelled or stopped, and writes down that it may have cost', async () => {
    standIn.behaviour.latencyMs = 300;
    const { provider, account } = testVoyageProvider(standIn);
    const controller = new AbortController();
    const embedding = provider.embedDocuments(texts, controller.signal);
    const refused = expect(embedding).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => account.calls.length).toBe(1);
    controller.abort(new RecollectError('cancelled', 'Stopped.'));
    await refused;
    expect(account.ends()).toEqual(['lost']);
    await provider.stop();
    await expect(provider.embedDocuments(texts, signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('cuts its calls to what a low limit lets through', async () => {
    standIn.behaviour.tokensPerMinute = 60;
    standIn.behaviour.minuteMs = 600;
    standIn.behaviour.retryAfter = null;
    const { provider } = testVoyageProvider(standIn, { model: { tokensPerMinute: 100_000 } });
    const { quarantined } = await provider.embedDocuments(texts.slice(0, 6), signal);
    expect(quarantined).toEqual([]);
    expect(standIn.bill.texts).toHaveLength(6);
  });
});
