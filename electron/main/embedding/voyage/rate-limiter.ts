/**
 * Keeps calls below the requests and tokens a minute that the server allows, and learns what it allows from its
 * refusals. Calls are spread evenly: any minute then holds no more than the limit, whenever the server's begins.
 */

/** Time as the limiter sees it. */
export interface LimiterClock {
  now(): number;
  /** Resolves after `ms`; rejects when `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** The limits of the server, as far as they are known. */
export interface RateLimits {
  readonly tokensPerMinute: number;
  readonly requestsPerMinute: number;
}

const MINUTE_MS = 60_000;
/** Below the limit by what the way to the server may shift calls. */
const MARGIN = 0.98;
/** How late a call may be and still have its turn. */
const CATCH_UP_MS = 250;
/** A limit that was learnt is tried to be higher again, by this share, after so long without a refusal. */
const RAISE = 1.05;
const RAISE_AFTER_MS = 10 * MINUTE_MS;
/** What went through in a minute is known to be possible for so long. */
const PROVEN_MS = 10 * MINUTE_MS;
/** So full a minute is reason enough for a refusal. */
const FULL = 0.9;
/** A refusal that says nothing of when to come back. */
const DEFAULT_PAUSE_MS = 2_000;

interface Sent {
  readonly at: number;
  readonly tokens: number;
}

/** What went through in a minute. */
interface Usage {
  readonly tokens: number;
  readonly requests: number;
}

/** Paces calls. */
export class RateLimiter {
  private readonly clock: LimiterClock;
  private readonly stated: RateLimits;
  private limits: RateLimits;
  /** When the next call may go, by tokens and by requests, in ms of the clock. */
  private nextByTokens = 0;
  private nextByRequests = 0;
  private pausedUntil = 0;
  private refusedAt = -Infinity;
  /** Calls that have no answer yet, and their tokens. */
  private underWay = { tokens: 0, requests: 0 };
  /** Calls of the last minute that were answered. */
  private readonly passed: Sent[] = [];
  private proven = { tokens: 0, requests: 0, at: -Infinity };

  constructor(limits: RateLimits, clock: LimiterClock) {
    this.stated = limits;
    this.limits = limits;
    this.clock = clock;
  }

  /** What is taken for the limits now. */
  get current(): RateLimits {
    return this.limits;
  }

  /** Resolves when a call of so many tokens may go; it counts from then on. */
  async take(tokens: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.clock.now();
      const wait = Math.max(this.pausedUntil, this.nextByTokens, this.nextByRequests) - now;
      if (wait <= 0) break;
      await this.clock.wait(wait, signal);
    }
    const now = this.clock.now();
    this.raise(now);
    // A timer that rang late is made up for; a turn that nobody wanted isn't, since that would be a burst.
    const since = now - CATCH_UP_MS;
    this.nextByTokens =
      Math.max(since, this.nextByTokens) + (tokens / (this.limits.tokensPerMinute * MARGIN)) * MINUTE_MS;
    this.nextByRequests =
      Math.max(since, this.nextByRequests) + MINUTE_MS / (this.limits.requestsPerMinute * MARGIN);
    this.count(tokens, 1);
  }

  /** The call that was taken for `estimated` tokens was answered, and had `used`. */
  settle(estimated: number, used: number): void {
    const now = this.clock.now();
    this.count(-estimated, -1);
    this.nextByTokens += ((used - estimated) / (this.limits.tokensPerMinute * MARGIN)) * MINUTE_MS;
    this.passed.push({ at: now, tokens: used });
    this.prove(this.lastMinute());
  }

  /** The call that was taken for so many tokens failed for another reason. */
  failed(tokens: number): void {
    this.count(-tokens, -1);
  }

  /**
   * The server refused a call of so many tokens for the rate: waits as it says, and takes what went through for the
   * limit.
   */
  refused(retryAfterMs: number | null, tokens: number): void {
    this.count(-tokens, -1);
    const now = this.clock.now();
    const pause = retryAfterMs ?? DEFAULT_PAUSE_MS;
    this.pausedUntil = Math.max(this.pausedUntil, now + pause);
    // Calls that were under way at a refusal are refused with it: they say nothing new.
    const known = now - this.refusedAt < Math.max(pause, DEFAULT_PAUSE_MS);
    if (known) return;
    this.refusedAt = now;
    const minute = this.lastMinute();
    // Those under way have mostly been let through, and only their answers are missing.
    const { tokens: going, requests } = this.underWay;
    const used = { tokens: minute.tokens + going, requests: minute.requests + requests };
    this.prove(used);
    this.limits = this.lowered(used);
  }

  /**
   * The limits after a refusal: the server does not say which of the two it was for. The one of which more was used is
   * lowered, to what is known to pass, but not by more than half at once.
   */
  private lowered(used: Usage): RateLimits {
    const { tokensPerMinute, requestsPerMinute } = this.limits;
    const lower = (limit: number, proven: number): number =>
      Math.max(1, Math.round(Math.min(limit, Math.max(limit / 2, proven))));
    const tokens = { ...this.limits, tokensPerMinute: lower(tokensPerMinute, this.proven.tokens) };
    const requests = { ...this.limits, requestsPerMinute: lower(requestsPerMinute, this.proven.requests) };
    const shares = { tokens: used.tokens / tokensPerMinute, requests: used.requests / requestsPerMinute };
    const [likely, other] = shares.tokens >= shares.requests ? [tokens, requests] : [requests, tokens];
    if (Math.max(shares.tokens, shares.requests) >= FULL) return likely;
    const changes = likely.tokensPerMinute < tokensPerMinute || likely.requestsPerMinute < requestsPerMinute;
    return changes ? likely : other;
  }

  /** What was answered in the last minute. */
  private lastMinute(): Usage {
    const since = this.clock.now() - MINUTE_MS;
    const first = this.passed.findIndex(({ at }) => at > since);
    this.passed.splice(0, first < 0 ? this.passed.length : first);
    return {
      tokens: this.passed.reduce((sum, { tokens }) => sum + tokens, 0),
      requests: this.passed.length,
    };
  }

  private count(tokens: number, requests: number): void {
    this.underWay = {
      tokens: this.underWay.tokens + tokens,
      requests: this.underWay.requests + requests,
    };
  }

  /** Keeps the most that has ever gone through in a minute; after a while that says no more. */
  private prove({ tokens, requests }: Usage): void {
    const now = this.clock.now();
    const { proven } = this;
    if (now - proven.at > PROVEN_MS) this.proven = { tokens, requests, at: now };
    else if (tokens > proven.tokens || requests > proven.requests)
      this.proven = {
        tokens: Math.max(tokens, proven.tokens),
        requests: Math.max(requests, proven.requests),
        at: now,
      };
  }

  private raise(now: number): void {
    const { tokensPerMinute, requestsPerMinute } = this.limits;
    if (
      tokensPerMinute === this.stated.tokensPerMinute &&
      requestsPerMinute === this.stated.requestsPerMinute
    )
      return;
    if (now - this.refusedAt < RAISE_AFTER_MS) return;
    this.refusedAt = now;
    this.limits = {
      tokensPerMinute: Math.min(this.stated.tokensPerMinute, tokensPerMinute * RAISE),
      requestsPerMinute: Math.min(this.stated.requestsPerMinute, requestsPerMinute * RAISE),
    };
  }
}
