/**
 * Turns what the client of Qdrant throws into the project's errors.
 */
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';

/** Codes of failures that may pass without anybody doing something. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['qdrant-away', 'qdrant-timeout', 'qdrant-failed']);

/** Codes of OpenSSL and Node for a certificate that is not trusted, and for a server that speaks no TLS. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|ERR_OSSL)/;

/** The oldest server that keeps a collection's metadata, in which the index is named. */
export const OLDEST_SERVER = '1.16';

/** What an error carries beside its message, as far as it does. */
interface Details {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly message: string;
}

/** Whether trying again later may help, without anybody's doing. */
export function mayPass(error: unknown): boolean {
  return error instanceof RecollectError && PASSING.has(error.code);
}

/** Whether an error says that the collection, or what was asked for in it, isn't there. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** Whether an error says that a node is away or in trouble of its own, so that another node may do it. */
export function isNodeGone(error: unknown): error is RecollectError {
  return mayPass(error) && (statusOf(error) ?? 500) >= 500;
}

/** Whether an error says that one of the points can't be taken, or that they are too much at once. */
export function isRefused(error: unknown): boolean {
  const status = statusOf(error);
  return status === 400 || status === 413 || status === 422;
}

/** The project's error for what a request to the server at `url` threw. */
export function fromQdrantError(error: unknown, url: string): RecollectError {
  if (error instanceof RecollectError) return error;
  const details = detailsOf(error);
  const [code, sentence] = meaningOf(details, url);
  return new RecollectError(code, sentence, { cause: error });
}

function meaningOf({ status, code, message }: Details, url: string): readonly [ErrorCode, string] {
  if (status === 401 || (status === 403 && !/read[- ]only|write|manage/i.test(message))) {
    return [
      'qdrant-key-refused',
      `The Qdrant server at ${url} refuses the key. Give the right one in the settings, or as QDRANT_API_KEY.`,
    ];
  }
  if (status === 403) {
    return [
      'qdrant-read-only',
      `The key for the Qdrant server at ${url} may only read. Give one that may write.`,
    ];
  }
  if (/no space left|disk full|not enough.*(disk|space)|out of disk/i.test(message)) {
    return [
      'qdrant-full',
      `The disk of the Qdrant server at ${url} is full. Make room there; what waits is sent then.`,
    ];
  }
  if (/read[- ]only/i.test(message)) {
    return ['qdrant-read-only', `The Qdrant server at ${url} takes no changes at the moment: ${message}`];
  }
  if (code !== undefined && TLS_CODE.test(code)) {
    return [
      'qdrant-tls',
      `No secure connection to the Qdrant server at ${url} (${code}). Check that it speaks https and that its certificate is trusted; NODE_EXTRA_CA_CERTS names further authorities.`,
    ];
  }
  if (status === 504 || status === 408 || /timeout|timed out|aborted/i.test(message)) {
    return ['qdrant-timeout', `The Qdrant server at ${url} does not answer in time.`];
  }
  if (status !== undefined) {
    return ['qdrant-failed', `The Qdrant server at ${url} could not do it (${status}): ${message}`];
  }
  return [
    'qdrant-away',
    `The Qdrant server at ${url} can't be reached${code === undefined ? '' : ` (${code})`}.`,
  ];
}

/** Digs out what is known: the client's errors carry a status, the network's a code, mostly in their cause. */
function detailsOf(error: unknown): Details {
  let status: number | undefined;
  let code: string | undefined;
  let message = error instanceof Error ? error.message : String(error);
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth += 1) {
    const own: unknown = Reflect.get(at, 'status');
    if (typeof own === 'number') {
      status ??= own;
      message = serverMessage(Reflect.get(at, 'data')) ?? message;
    }
    const named: unknown = Reflect.get(at, 'code');
    if (typeof named === 'string') code ??= named;
    at = Reflect.get(at, 'cause') as unknown;
  }
  status ??= Number(/^Unexpected Response: (\d{3})/.exec(message)?.[1]) || undefined;
  return { status, code, message: message.slice(0, 300) };
}

/** Qdrant's own words: `{status: {error: '...'}}`. */
function serverMessage(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const status: unknown = Reflect.get(data, 'status');
  if (typeof status !== 'object' || status === null) return undefined;
  const words: unknown = Reflect.get(status, 'error');
  return typeof words === 'string' ? words : undefined;
}

/** The status that a server answered with, also where the error is one of the project's already. */
function statusOf(error: unknown): number | undefined {
  return detailsOf(error).status ?? (error instanceof Error ? detailsOf(error.cause).status : undefined);
}
