/**
 * A connection to one Qdrant server, or to a cluster through whichever of its nodes answers. Whatever it throws is a
 * RecollectError.
 */
import type { QdrantClient } from '@qdrant/js-client-rest';
import { RecollectError } from '../../shared/errors.ts';
import { fromQdrantError, isNodeGone, OLDEST_SERVER } from './qdrant-errors.ts';
import { parseServerUrl, parseServerUrls } from './qdrant-options.ts';

/** Which server, and how long it may take. */
export interface ConnectionOptions {
  /** Its address, or those of several nodes of a cluster with commas between. */
  readonly url: string;
  readonly apiKey?: string;
  /** For one request, in ms. */
  readonly timeoutMs: number;
}

/** A server that answers. */
export class QdrantConnection {
  /** As the settings name it. */
  readonly url: string;
  private readonly options: ConnectionOptions;
  private readonly nodes: readonly string[];
  private readonly clients = new Map<string, Promise<QdrantClient>>();
  /** Which node is asked: the next one when this one is gone. */
  private current = 0;
  private failures = 0;

  constructor(options: ConnectionOptions) {
    this.url = options.url;
    this.options = options;
    this.nodes = parseServerUrls(options.url);
  }

  /** How often a node was gone, or in trouble of its own, when it was asked. */
  get nodeFailures(): number {
    return this.failures;
  }

  /**
   * Asks the server. A node that is gone is not asked again before the others were: the next one gets the same request,
   * which is why `work` must do no harm when it is done twice. One that doesn't answer in time has had its time: the
   * request fails, and the next request goes to the next node. What a signal gives up is no longer waited for; it ends
   * by itself, at the latest in time. A server that has no other node is asked once more where there was no answer: a busy
   * one closes connections that it was asked over.
   *
   * @throws RecollectError `qdrant-...`, `cancelled`.
   */
  async ask<Answer>(work: (client: QdrantClient) => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    const alone = this.nodes.length === 1;
    for (let left = alone ? 2 : this.nodes.length; ; left--) {
      const asked = this.current;
      try {
        return await this.askNode(this.nodes[asked] ?? this.url, work, signal);
      } catch (error) {
        if (!isNodeGone(error)) throw error;
        this.failures += 1;
        // Of several requests that fail at once, the first moves on for all.
        if (this.current === asked) this.current = (asked + 1) % this.nodes.length;
        if (left <= 1 || error.code === 'qdrant-timeout' || (alone && error.code !== 'qdrant-away'))
          throw error;
      }
    }
  }

  private async askNode<Answer>(
    node: string,
    work: (client: QdrantClient) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    if (signal?.aborted === true) throw cancelled();
    let giveUp = (): void => undefined;
    try {
      const answer = this.clientOf(node).then(work);
      if (!signal) return await answer;
      const given = new Promise<never>((_resolve, reject) => {
        giveUp = () => reject(cancelled());
        signal.addEventListener('abort', giveUp, { once: true });
      });
      return await Promise.race([answer, given]);
    } catch (error) {
      throw fromQdrantError(error, node);
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  private clientOf(node: string): Promise<QdrantClient> {
    const known = this.clients.get(node) ?? openClient(node, this.options);
    this.clients.set(node, known);
    return known;
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
async function openClient(
  node: string,
  { apiKey, timeoutMs }: Omit<ConnectionOptions, 'url'>,
): Promise<QdrantClient> {
  const { QdrantClient } = await import('@qdrant/js-client-rest');
  return new QdrantClient({
    ...parseServerUrl(node),
    timeout: timeoutMs,
    // It would print on our output; `checkVersion` says what matters.
    checkCompatibility: false,
    headers: {
      // Compressed answers come in several writes, the last of which the server holds back until this machine has
      // acknowledged those before it: 40 ms for each answer, where a search asks three times.
      'accept-encoding': 'identity',
      // As a header and not as an option: with that, the client prints a warning for plain http.
      ...(apiKey === undefined ? {} : { 'api-key': apiKey }),
    },
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
