/**
 * Between Node's requests and those of the web platform, which the SDK's transport understands.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The headers that the transport looks at. The token is not among them: tools have no business with it. */
const PASSED_ON = [
  'accept',
  'content-type',
  'mcp-protocol-version',
  'mcp-session-id',
  'last-event-id',
] as const;

/** A request as the transport takes it; its body was read before. */
export function webRequest({ method, headers }: IncomingMessage): Request {
  const passed = PASSED_ON.flatMap((name): [string, string][] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  // The transport wants an address and makes no use of it.
  return new Request('http://127.0.0.1/mcp', { method: method ?? 'GET', headers: passed });
}

/** The body of a request as text; null where it is longer than `most` bytes. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<string | null> {
  if (Number(request.headers['content-length']) > most) return null;
  const pieces: Uint8Array[] = [];
  let length = 0;
  // What is too long is left unread, and the connection stays for the answer.
  const body: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  for await (const piece of body) {
    length += piece.length;
    if (length > most) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Sends an answer, and resolves when it is sent or the client has hung up; an event stream ends when either side ends it. */
export async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (!answer.body) {
    response.end();
    return;
  }
  // A stream may say nothing for long: the client waits for its head.
  response.flushHeaders();
  try {
    await pipeline(Readable.fromWeb(answer.body), response);
  } catch (error) {
    if (!hungUp(error)) throw error;
  }
}

function hungUp(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
