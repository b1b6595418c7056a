/**
 * What the user has agreed to, and whether that covers what is about to be sent. Pure.
 */

/** A consent: to a price, for sources, up to so many tokens of the model in all. */
export interface Consent {
  /** ms since 1970. */
  readonly at: number;
  readonly model: string;
  readonly usdPerMillion: number;
  readonly tokens: number;
  /** Paths of the sources whose conversations may be sent. */
  readonly sources: readonly string[];
}

/** What is about to be done. */
export interface Intent {
  readonly model: string;
  readonly usdPerMillion: number;
  /** Tokens of the model that were charged so far. */
  readonly tokens: number;
  /** Paths of all sources that are not excluded. */
  readonly sources: readonly string[];
}

/** What is added in everyday use is no reason to ask again until it is more than this. */
const SLACK_SHARE = 0.25;
const SLACK_USD = 1;
/** Where a model costs nothing, so that the slack in money would be endless. */
const SLACK_TOKENS_AT_MOST = 50_000_000;

/** How many tokens of the model may have been charged in all once the user agrees to `estimated` more. */
export function agreedTokens(intent: Omit<Intent, 'sources'>, estimated: number): number {
  const slack = Math.min(SLACK_TOKENS_AT_MOST, (SLACK_USD / intent.usdPerMillion) * 1_000_000);
  return Math.ceil(intent.tokens + estimated * (1 + SLACK_SHARE) + slack);
}

/** Why the user has to be asked, as a sentence; null if the consent covers it. */
export function whyAsk(consent: Consent | null, intent: Intent): string | null {
  if (consent?.model !== intent.model) {
    return 'Nothing is sent to Voyage before you agree: see what would be sent and what it would cost, in the settings or with recollect cost, and agree there or with --accept-cost.';
  }
  if (intent.usdPerMillion > consent.usdPerMillion) {
    return `The price of ${intent.model} has risen from $${consent.usdPerMillion} to $${intent.usdPerMillion} per million tokens since you agreed. See what it would cost, and agree again.`;
  }
  const known = new Set(consent.sources);
  const added = intent.sources.filter((path) => !known.has(path));
  if (added.length > 0) {
    return `${added.length === 1 ? `The source ${added[0]} was` : `${added.length} sources were`} added since you agreed. See what would be sent, and agree again, or exclude it.`;
  }
  if (intent.tokens > consent.tokens) {
    return 'More is to be sent than you agreed to. See what it would cost, and agree again.';
  }
  return null;
}
