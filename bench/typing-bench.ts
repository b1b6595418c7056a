/**
 * Types questions letter by letter over a library of N chunks, as the window does, and measures how long the first
 * hits and the answer take.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientContext } from '../electron/main/application/client-context.ts';
import { Searches } from '../electron/main/application/searches.ts';
import type { Engine } from '../electron/main/engine.ts';
import { RecollectError } from '../electron/shared/errors.ts';
import { questionsOf } from './fill-library.ts';
import { benchFilledLibrary } from './filled-library-bench.ts';
import { percentile } from './results.ts';

/** Between two letters, in ms: about 100 words a minute. */
const LETTER_MS = 120;
const QUESTIONS = 20;
const LIMIT = 60;

/** `bench typing [N] [--keep DIR]`; see `benchFilledLibrary`. */
export function typingBench(args: readonly string[]): Promise<void> {
  return benchFilledLibrary('typing', args, async (engine, _folder, count) => {
    await engine.prepareSearch();
    return { chunks: count, ...(await typeQuestions(engine, questionsOf(count).slice(0, QUESTIONS + 1))) };
  });
}

/** Types each question; the first one warms up and isn't counted. */
async function typeQuestions(engine: Engine, questions: readonly string[]): Promise<Record<string, number>> {
  const searches = new Searches();
  const firstHits: number[] = [];
  const answers: number[] = [];
  let letters = 0;
  let answered = 0;
  for (const [turn, question] of questions.entries()) {
    const counts = turn > 0;
    const running: Promise<void>[] = [];
    for (let length = 1; length <= question.length; length += 1) {
      const began = performance.now();
      const since = (): number => performance.now() - began;
      const input = {
        ticket: 'typing',
        query: question.slice(0, length),
        mode: 'hybrid',
        limit: LIMIT,
        filter: {},
      } as const;
      if (counts) letters += 1;
      const client: ClientContext = {
        id: 'bench',
        signal: new AbortController().signal,
        send: () => {
          if (counts) firstHits.push(since());
        },
      };
      const whole = length === question.length;
      running.push(
        searches.run(engine, input, client).then(
          () => {
            if (counts) answered += 1;
            if (counts && whole) answers.push(since());
          },
          (error: unknown) => {
            if (!(error instanceof RecollectError && error.code === 'cancelled')) throw error;
          },
        ),
      );
      await pause(LETTER_MS);
    }
    await Promise.all(running);
  }
  return {
    letters,
    lettersWithFirstHits: firstHits.length,
    lettersAnswered: answered,
    firstHitsP50Ms: percentile(firstHits, 0.5),
    firstHitsP95Ms: percentile(firstHits, 0.95),
    answerP50Ms: percentile(answers, 0.5),
    answerP95Ms: percentile(answers, 0.95),
  };
}
