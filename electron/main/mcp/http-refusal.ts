/**
 * What a client is told over HTTP whose request is not answered.
 */
import type { ServerResponse } from 'node:http';

/** Why a request is not answered. */
export interface HttpRefusal {
  readonly status: number;
  /** A sentence for whoever reads the client's log. */
  readonly message: string;
  /** JSON-RPC's code of the error; that of servers where none is given. */
  readonly code?: number;
  /** The methods that would be answered, where it is about that. */
  readonly allow?: string;
}

/** JSON-RPC's code for errors that a server makes up itself. */
const SERVER_ERROR = -32_000;

/** Refuses a request, in the form of JSON-RPC. */
export function refuse(response: ServerResponse, refusal: HttpRefusal): void {
  const { status, message, code = SERVER_ERROR, allow } = refusal;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    Connection: 'close',
    ...(allow === undefined ? {} : { Allow: allow }),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }));
}
