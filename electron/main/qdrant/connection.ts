/**
 * A connection to one Qdrant server. Whatever it throws is a RecollectError.
 */
import type { QdrantClient } from '@qdrant/js-client-rest';
import { RecollectError } from '../../shared/errors.ts';
import { fromQdrantError, OLDEST_SERVER } from './qdrant-errors.ts';
import { parseServerUrl } from './qdrant-options.ts';

/** Which server, and how long it may take. */
export interface ConnectionOptions {
  readonly url: string;
  readonly apiKey?: string;
  /** For one request, in ms. */
  readonly timeoutMs: number;
}

/** A server that answers. */
export class QdrantConnection {
  readonly url: string;
  private readonly options: ConnectionOptions;
  private client: Promise<QdrantClient> | undefined;

  constructor(options: ConnectionOptions) {
    this.url = options.url;
    this.options = options;
  }

  /**
   * Asks the server. What a signal gives up is no longer waited for; it ends by itself, at the latest in time.
   *
   * @throws RecollectError `qdrant-...`, `cancelled`.
   */
  async ask<Answer>(work: (client: QdrantClient) => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    if (signal?.aborted === true) throw cancelled();
    let giveUp = (): void => undefined;
    try {
      this.client ??= openClient(this.options);
      const answer = this.client.then(work);
      if (!signal) return await answer;
      const given = new Promise<never>((_resolve, reject) => {
        giveUp = () => reject(cancelled());
        signal.addEventListener('abort', giveUp, { once: true });
      });
      return await Promise.race([answer, given]);
    } catch (error) {
      throw fromQdrantError(error, this.url);
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** The server's version, such as 1.16.3. @throws RecollectError `qdrant-too-old` and as `ask`. */
  async checkVersion(signal?: AbortSignal): Promise<string> {
    const { version } = await this.ask((client) => client.versionInfo(), signal);
    if (isOlder(version, OLDEST_SERVER)) {
      throw new RecollectError(
        'qdrant-too-old',
        `The Qdrant server at ${this.url} is version ${version}; Recollect needs ${OLDEST_SERVER} or newer. Update it.`,
      );
    }
    return version;
  }
}

/** The client is a megabyte of code: most people have no server, and start without it. */
async function openClient({ url, apiKey, timeoutMs }: ConnectionOptions): Promise<QdrantClient> {
  const { QdrantClient } = await import('@qdrant/js-client-rest');
  return new QdrantClient({
    ...parseServerUrl(url),
    timeout: timeoutMs,
    // It would print on our output; `checkVersion` says what matters.
    checkCompatibility: false,
    // As a header and not as an option: with that, the client prints a warning for plain http.
    ...(apiKey === undefined ? {} : { headers: { 'api-key': apiKey } }),
  });
}

function cancelled(): RecollectError {
  return new RecollectError('cancelled', 'The request to Qdrant was given up.');
}

function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
