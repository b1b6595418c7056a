/**
 * When a call to Voyage is tried again, and when no more: retries with growing, jittered pauses, a time limit for
 * each try, and a breaker for a service that is down.
 */
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ConstantBackoff,
  decorrelatedJitterGenerator,
  ExponentialBackoff,
  handleWhen,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { VoyageFault, type VoyageFaultKind } from './voyage-fault.ts';

/** What can be set of it; times in ms. */
export interface CallPolicyTimes {
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** How long one try of documents, and of a query that somebody waits for, may take. */
  readonly documentMs: number;
  readonly queryMs: number;
  /** After so long a service that was down is tried once. */
  readonly breakMs: number;
}

const defaultTimes: CallPolicyTimes = {
  firstPauseMs: 500,
  longestPauseMs: 30_000,
  documentMs: 60_000,
  queryMs: 8_000,
  breakMs: 20_000,
};

/** Tries after the first. Refusals for the rate are waited for by the limiter, and are many while it learns. */
const RETRIES = 7;
const QUERY_RETRIES = 1;
const RATE_RETRIES = 30;
/** So many failures in a row, of all calls, mean that the service is down. */
const BREAKS_AT = 16;

/** Runs calls. */
export interface CallPolicy {
  /** Runs `work` until it works or may not be tried again. @throws what the last try threw; BrokenCircuitError. */
  run<Answer>(
    work: (signal: AbortSignal) => Promise<Answer>,
    options: { readonly signal: AbortSignal; readonly query: boolean },
  ): Promise<Answer>;
  /** Runs one try within its time. @throws VoyageFault `timeout`. */
  timed<Answer>(
    work: (signal: AbortSignal) => Promise<Answer>,
    options: { readonly signal: AbortSignal; readonly query: boolean },
  ): Promise<Answer>;
}

/** A policy for all calls of one provider. */
export function createCallPolicy(times: CallPolicyTimes = defaultTimes): CallPolicy {
  const breaker = circuitBreaker(handleWhen(isFault('server', 'network', 'timeout', 'malformed')), {
    halfOpenAfter: times.breakMs,
    breaker: new ConsecutiveBreaker(BREAKS_AT),
  });
  const again = (maxAttempts: number) =>
    retry(
      handleWhen((error) => error instanceof VoyageFault && error.passing && error.kind !== 'rate-limited'),
      {
        maxAttempts,
        backoff: new ExponentialBackoff({
          generator: decorrelatedJitterGenerator,
          initialDelay: times.firstPauseMs,
          maxDelay: times.longestPauseMs,
        }),
      },
    );
  const rated = retry(handleWhen(isFault('rate-limited')), {
    maxAttempts: RATE_RETRIES,
    backoff: new ConstantBackoff(0),
  });
  const documents = wrap(again(RETRIES), rated, breaker);
  const queries = wrap(again(QUERY_RETRIES), breaker);
  const limits = {
    document: timeout(times.documentMs, TimeoutStrategy.Cooperative),
    query: timeout(times.queryMs, TimeoutStrategy.Cooperative),
  };
  return {
    run: (work, { signal, query }) => (query ? queries : documents).execute(() => work(signal), signal),
    timed: (work, { signal, query }) =>
      (query ? limits.query : limits.document).execute(async (context) => {
        try {
          return await work(context.signal);
        } catch (error) {
          if (!context.signal.aborted || signal.aborted) throw error;
          // It was on its way, and may have been charged.
          throw new VoyageFault('timeout', 'Voyage did not answer in time.', { paid: 'estimate' });
        }
      }, signal),
  };
}

function isFault(...kinds: readonly VoyageFaultKind[]): (error: unknown) => boolean {
  return (error) => error instanceof VoyageFault && kinds.includes(error.kind);
}
