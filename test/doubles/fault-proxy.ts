/**
 * Stands between a client and a server and does to their conversation what a bad network, a full disk or a tired server
 * does. It counts what goes through it.
 */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen, portOf } from './listen.ts';

/** What happens to a request. */
export type Fault =
  | { readonly kind: 'none' }
  /** The connection is reset before the server hears of it. */
  | { readonly kind: 'reset' }
  /** The server does it, and the answer breaks off in the middle. */
  | { readonly kind: 'half-answer' }
  /** The server does it, and the answer comes late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** The server does it, and the answer is held back until this resolves. */
  | { readonly kind: 'held'; readonly until: Promise<void> }
  /** The server says no. */
  | { readonly kind: 'answer'; readonly status: number; readonly error: string };

/** The same for each request. */
export const always = (fault: Fault) => (): Fault => fault;

/** A proxy to a server on this machine. */
export class FaultProxy {
  /** Asked for each request; by default all go through. */
  fault: (request: IncomingMessage) => Fault = () => ({ kind: 'none' });
  requests = 0;
  mostAtOnce = 0;
  largestBytes = 0;
  private running = 0;
  private readonly server: Server;
  private readonly target: number;

  static async start(target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await listen(proxy.server);
    return proxy;
  }

  private constructor(target: number) {
    this.target = target;
    this.server = createServer((incoming, outgoing) => this.serve(incoming, outgoing));
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.requests += 1;
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    outgoing.once('close', () => (this.running -= 1));
    const fault = this.fault(incoming);
    if (fault.kind === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (fault.kind === 'answer') {
      incoming.resume();
      outgoing.writeHead(fault.status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ status: { error: fault.error }, time: 0 }));
      return;
    }
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: this.target, method, path: url, headers });
    let bytes = 0;
    incoming.on('data', (part: Buffer) => {
      bytes += part.length;
      this.largestBytes = Math.max(this.largestBytes, bytes);
    });
    incoming.pipe(onward);
    onward.on('error', () => outgoing.destroy());
    onward.on('response', (answer) => {
      if (fault.kind === 'half-answer') {
        outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'content-length': '1000' });
        outgoing.write('{"result":', () => outgoing.destroy());
        answer.resume();
        return;
      }
      const answerNow = (): void => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      };
      if (fault.kind === 'held') void fault.until.then(answerNow);
      else setTimeout(answerNow, fault.kind === 'latency' ? fault.ms : 0);
    });
  }
}
