/**
 * A proxy as companies have them: it makes tunnels for HTTPS and passes plain HTTP on, to one server whatever was
 * asked for, and remembers what was.
 */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import { listen, portOf } from './listen.ts';

/** A proxy that runs. */
export class ForwardProxy implements AsyncDisposable {
  /** Hosts that tunnels or requests were asked for, with their ports. */
  readonly asked: string[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly target: number;

  private constructor(target: number) {
    this.target = target;
    this.server = createServer((request, response) => this.passOn(request, response));
    this.server.on('connect', (request: IncomingMessage, client: Socket) => this.tunnel(request, client));
    this.server.on('connection', (socket) => this.keep(socket));
  }

  /** Starts a proxy to a port of 127.0.0.1. */
  static async start(target: number): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(target);
    await listen(proxy.server);
    return proxy;
  }

  /** Its address, as `HTTPS_PROXY` takes it. */
  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private tunnel(request: IncomingMessage, client: Socket): void {
    this.asked.push(request.url ?? '');
    const server = connect(this.target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    this.keep(server);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  }

  private passOn(request: IncomingMessage, response: ServerResponse): void {
    const { host, pathname } = new URL(request.url ?? '');
    this.asked.push(host);
    const { method, headers } = request;
    const onward = httpRequest(
      { port: this.target, host: '127.0.0.1', path: pathname, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
