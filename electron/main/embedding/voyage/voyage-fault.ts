/**
 * What can go wrong with a call to Voyage, and what it means: whether it is worth trying again, whether it was paid
 * for, and the sentence for the user. Status codes: https://docs.voyageai.com/docs/error-codes.
 */
import { RecollectError, type ErrorCode } from '../../../shared/errors.ts';

/**
 * Kinds of faults. `bad-request`: a text or a parameter; `too-large`: more than the rate lets through at once;
 * `malformed`: an answer that can't be used.
 */
export type VoyageFaultKind =
  | 'bad-key'
  | 'billing'
  | 'forbidden'
  | 'bad-request'
  | 'rate-limited'
  | 'too-large'
  | 'server'
  | 'network'
  | 'timeout'
  | 'malformed';

/** Faults that another try may not have. */
const PASSING: ReadonlySet<VoyageFaultKind> = new Set([
  'rate-limited',
  'server',
  'network',
  'timeout',
  'malformed',
]);

/** How much was paid for a call that gave no vectors: nothing, what it said, or what it probably was. */
export type Paid = 'nothing' | 'estimate' | { readonly tokens: number };

/** A call that failed. Its message is a sentence without the key and without texts. */
export class VoyageFault extends Error {
  readonly kind: VoyageFaultKind;
  readonly paid: Paid;
  /** How long the server asks to wait, in ms; null if it did not say. */
  readonly retryAfterMs: number | null;

  constructor(
    kind: VoyageFaultKind,
    message: string,
    more: { readonly paid?: Paid; readonly retryAfterMs?: number | null; readonly cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'VoyageFault';
    this.kind = kind;
    this.paid = more.paid ?? 'nothing';
    this.retryAfterMs = more.retryAfterMs ?? null;
  }

  /** Whether the same call may work in a moment. */
  get passing(): boolean {
    return PASSING.has(this.kind);
  }

  /** The fault as the rest of the app knows failures; of a call for documents or for a question. */
  toError(of: 'document' | 'query'): RecollectError {
    const { code, hint, again } = meaning[this.kind];
    const sentences = [this.message, hint, again ? AGAIN[of] : ''].filter((sentence) => sentence !== '');
    return new RecollectError(code, sentences.join(' '), { cause: this });
  }
}

/** What another try brings. */
const AGAIN = {
  document: 'What has its vector stays; the rest goes on when you try again.',
  query: 'Search again in a moment.',
} as const;

/** The code of a kind, what to do about it, and whether to say what another try brings. */
interface Meaning {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly again: boolean;
}

const away = { code: 'voyage-unavailable', hint: '', again: true } as const;
const meaning: Readonly<Record<VoyageFaultKind, Meaning>> = {
  'bad-key': {
    code: 'voyage-key-refused',
    hint: 'Check the key in the settings, or VOYAGE_API_KEY.',
    again: false,
  },
  billing: { code: 'voyage-billing', hint: 'Look at your account at Voyage.', again: true },
  forbidden: {
    code: 'voyage-refused',
    hint: 'The key may be for another address of the API, or Voyage may not serve the place that you call from.',
    again: false,
  },
  'bad-request': {
    code: 'voyage-refused',
    hint: 'Check the model, its dimensions and the address in the settings.',
    again: false,
  },
  'rate-limited': away,
  'too-large': away,
  server: away,
  network: { ...away, hint: 'Check the connection, and the proxy if there is one.' },
  timeout: away,
  malformed: { code: 'voyage-malformed', hint: 'Check the address in the settings.', again: true },
};

/** The kind of fault that a status code means, for those that are none of success. */
export function kindOfStatus(status: number): VoyageFaultKind {
  if (status === 401) return 'bad-key';
  if (status === 402) return 'billing';
  if (status === 403) return 'forbidden';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server' : 'bad-request';
}

/** What `Retry-After` says, seconds or a date, as ms from `now`; null if nothing that can be read. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds < 0 ? null : seconds * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
