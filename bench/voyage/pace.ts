/**
 * How near the rate comes to what the server lets through, and how often it is refused. Minutes are shorter here, for
 * the server and the provider alike.
 */
import { testVoyageProvider, fastClock } from '../../test/doubles/voyage/provider.ts';
import { VoyageStandIn } from '../../test/doubles/voyage/stand-in-server.ts';
import { generateChunks } from '../corpus/generate-chunks.ts';

/** How much faster the time runs. */
const FASTER = 4;
const MINUTE_MS = 60_000 / FASTER;
const MINUTES = 8;
/** The first minute, in which a limit is learnt, is not counted. */
const LEARNING = 1;
const TOKENS_PER_MINUTE = 120_000;
const TEXTS = 2_000;

/** Measures with the right limits stated, and with twice what the server allows. */
export async function pace(): Promise<Record<string, number | boolean>> {
  const known = await measure(TOKENS_PER_MINUTE);
  const learnt = await measure(TOKENS_PER_MINUTE * 2);
  return {
    paceOfLimitPercent: known.share * 100,
    paceRefusedPercent: known.refused * 100,
    paceLearntOfLimitPercent: learnt.share * 100,
    paceLearntRefusedPercent: learnt.refused * 100,
    paceAtLimit: known.share >= 0.95 && learnt.share >= 0.95,
    paceWithoutRefusals: known.refused < 0.01 && learnt.refused < 0.01,
  };
}

async function measure(stated: number): Promise<{ share: number; refused: number }> {
  const standIn = await VoyageStandIn.start({
    tokensPerMinute: TOKENS_PER_MINUTE,
    requestsPerMinute: 2_000,
    minuteMs: MINUTE_MS,
    latencyMs: 10,
    retryAfter: 1,
  });
  try {
    const { provider } = testVoyageProvider(standIn, {
      settings: { limitUsd: null },
      model: { tokensPerMinute: stated },
      parts: { clock: fastClock(FASTER) },
    });
    const texts = [...generateChunks({ seed: 8, count: TEXTS })];
    const controller = new AbortController();
    let next = 0;
    const lane = async (): Promise<void> => {
      while (!controller.signal.aborted) {
        const size = provider.batchTexts;
        const from = next % (TEXTS - size);
        next += size;
        await provider
          .embedDocuments(texts.slice(from, from + size), controller.signal)
          .catch((error: unknown) => {
            if (!controller.signal.aborted) throw error;
          });
      }
    };
    const started = performance.now();
    const end = setTimeout(() => controller.abort(new Error('The time is over.')), MINUTES * MINUTE_MS);
    await Promise.all(Array.from({ length: provider.capacity }, lane));
    clearTimeout(end);
    const from = started + LEARNING * MINUTE_MS;
    const to = started + MINUTES * MINUTE_MS;
    const counted = standIn.bill.log.filter(({ at }) => at >= from && at < to);
    const tokens = counted.reduce((sum, call) => sum + call.tokens, 0);
    return {
      share: tokens / (TOKENS_PER_MINUTE * (MINUTES - LEARNING)),
      refused: counted.filter(({ refused }) => refused).length / counted.length,
    };
  } finally {
    await standIn[Symbol.asyncDispose]();
  }
}
