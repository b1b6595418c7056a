/**
 * One browser tab: takes its requests to the application and brings answers and events back, no faster than it
 * takes them.
 */
import { randomUUID } from 'node:crypto';
import type { RawData } from 'ws';
import type { Application } from '../../electron/main/application/application.ts';
import type { ClientContext } from '../../electron/main/application/client-context.ts';
import {
  browserMessageSchema,
  CLOSE_REFUSED,
  CLOSE_TOO_MUCH,
  CLOSE_TOO_SLOW,
  type BrowserMessage,
  type HostMessage,
} from '../../electron/shared/contract/web-socket.ts';
import { sameToken } from '../../electron/main/loopback/token.ts';

/** How long a browser may take to say who it is, in ms. */
const HELLO_MS = 5_000;

/** How often it is asked whether it is still there, in ms. */
const PING_MS = 30_000;

/** Requests under way at once. */
const REQUESTS_AT_MOST = 256;

/** Bytes that may wait for a slow browser: past the first no snapshot is sent, past the second it is let go. */
const SLOW_BYTES = 1024 * 1024;
const TOO_SLOW_BYTES = 64 * 1024 * 1024;

/** What a tab may ask of the application. */
export type ServedApplication = Pick<Application, 'dispatch' | 'onEvent' | 'snapshot'>;

/** What is needed of a tab's socket, which is one of ws. */
export interface ClientSocket {
  readonly OPEN: number;
  readonly readyState: number;
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
  on(event: 'message', listener: (data: RawData, binary: boolean) => void): unknown;
  on(event: 'pong' | 'error' | 'close', listener: () => void): unknown;
  send(text: string, sent: () => void): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Serves a socket until it closes. */
export function serveClient(socket: ClientSocket, application: ServedApplication, token: string): void {
  new ClientConnection(socket, application, token);
}

class ClientConnection {
  private readonly socket: ClientSocket;
  private readonly application: ServedApplication;
  private readonly token: string;
  private readonly gone = new AbortController();
  private readonly client: ClientContext;
  private readonly timers: NodeJS.Timeout[] = [];
  private unfollow: (() => void) | undefined;
  private requests = 0;
  private alive = true;
  /** The newest snapshot that a slow browser has not been sent yet. */
  private held: HostMessage | undefined;

  constructor(socket: ClientSocket, application: ServedApplication, token: string) {
    this.socket = socket;
    this.application = application;
    this.token = token;
    this.client = {
      id: randomUUID(),
      signal: this.gone.signal,
      send: (channel, payload) => this.send({ type: 'event', channel, payload }),
    };
    // It may be a busy machine's: it tries again, which one that was refused doesn't.
    this.timers.push(setTimeout(() => socket.close(CLOSE_TOO_SLOW, 'It did not say who it is.'), HELLO_MS));
    socket.on('message', (data, binary) => this.receive(binary ? '' : bytesOf(data).toString('utf8')));
    socket.on('pong', () => (this.alive = true));
    // `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => this.close());
  }

  private receive(text: string): void {
    const message = parse(text);
    if (!message) {
      this.socket.close(1008, 'This is not a message of Recollect.');
    } else if (message.type === 'hello') {
      if (this.unfollow || !sameToken(message.token, this.token)) this.refuse();
      else this.welcome();
    } else if (!this.unfollow) {
      this.refuse();
    } else if (this.requests >= REQUESTS_AT_MOST) {
      this.socket.close(CLOSE_TOO_MUCH, 'Too much was asked at once.');
    } else {
      void this.answer(message);
    }
  }

  private welcome(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
    this.send({ type: 'welcome' });
    this.sendSnapshot(this.application.snapshot());
    this.unfollow = this.application.onEvent((channel, payload) => {
      if (channel === 'snapshot.changed') this.sendSnapshot(payload);
      else this.client.send(channel, payload);
    });
    this.timers.push(setInterval(() => this.ping(), PING_MS));
  }

  private async answer({ id, channel, input }: Extract<BrowserMessage, { type: 'request' }>): Promise<void> {
    this.requests += 1;
    const envelope = await this.application.dispatch(channel, input, this.client);
    this.requests -= 1;
    this.send({ type: 'answer', id, envelope });
  }

  /** A browser that is behind gets the newest snapshot when it has caught up, and none of those between. */
  private sendSnapshot(payload: unknown): void {
    const message: HostMessage = { type: 'event', channel: 'snapshot.changed', payload };
    if (this.socket.bufferedAmount > SLOW_BYTES) this.held = message;
    else this.send(message);
  }

  private send(message: HostMessage): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > TOO_SLOW_BYTES) {
      this.socket.close(CLOSE_TOO_SLOW, 'This browser does not keep up.');
      return;
    }
    this.socket.send(JSON.stringify(message), () => {
      if (!this.held || this.socket.bufferedAmount > SLOW_BYTES) return;
      const { held } = this;
      this.held = undefined;
      this.send(held);
    });
  }

  private ping(): void {
    if (!this.alive) {
      this.socket.terminate();
      return;
    }
    this.alive = false;
    this.socket.ping();
  }

  private refuse(): void {
    this.socket.close(CLOSE_REFUSED, 'Open the address that Recollect printed.');
  }

  private close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.unfollow?.();
    this.gone.abort();
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function parse(text: string): BrowserMessage | undefined {
  try {
    return browserMessageSchema.parse(JSON.parse(text));
  } catch {
    // Whatever it was, it did not come from the window.
    return undefined;
  }
}
