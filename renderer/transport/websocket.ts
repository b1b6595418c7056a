/**
 * Carries the contract between a browser and the web host over one WebSocket, which is opened again when it breaks.
 */
import type { Transport } from '../../electron/shared/contract/client.ts';
import {
  CLOSE_REFUSED,
  hostMessageSchema,
  SOCKET_PATH,
  type BrowserMessage,
  type HostMessage,
} from '../../electron/shared/contract/web-socket.ts';
import { RecollectError } from '../../electron/shared/errors.ts';

/** Whether the host can be reached. `refused`: the token is not, or no longer, the right one. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

/** How long is waited before the connection is tried again, in ms: at first, and at the most. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/** A transport whose connection can be watched and ended. */
export interface WebSocketTransport extends Transport {
  state(): ConnectionState;
  /** Calls the listener after every change of the state until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Tries now instead of after the next delay. */
  retry(): void;
  close(): void;
}

/** Where to connect. `url`: `ws://127.0.0.1:4757/socket`. */
export interface WebSocketOptions {
  readonly url: string;
  readonly token: string;
  /** Opens a socket; the browser's own unless another is given. */
  readonly open?: (url: string) => WebSocket;
}

/** Connects; requests wait until the host has answered the token. */
export function connectWebSocket(options: WebSocketOptions): WebSocketTransport {
  return new Connection(options);
}

/** The socket of the host that served this page. */
export function socketUrl(page: { readonly host: string }): string {
  return `ws://${page.host}${SOCKET_PATH}`;
}

interface Waiting {
  resolve(envelope: unknown): void;
  reject(error: RecollectError): void;
}

class Connection implements WebSocketTransport {
  private current: ConnectionState = 'connecting';
  private readonly options: WebSocketOptions;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<string, Set<(payload: unknown) => void>>();
  private readonly stateListeners = new Set<() => void>();
  /** What was asked before the host had answered the token. */
  private queue: BrowserMessage[] = [];
  private socket: WebSocket | undefined;
  private nextId = 1;
  private retryMs = FIRST_RETRY_MS;
  private closed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WebSocketOptions) {
    this.options = options;
    this.connect();
  }

  request(channel: string, input: unknown): Promise<unknown> {
    if (this.current === 'refused' || this.closed) return Promise.reject(unreachable());
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ type: 'request', id, channel, input });
    });
  }

  subscribe(channel: string, listener: (payload: unknown) => void): () => void {
    const listeners = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  state(): ConnectionState {
    return this.current;
  }

  onChange(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  retry(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private connect(): void {
    this.timer = undefined;
    const { url, open = (at: string) => new WebSocket(at) } = this.options;
    const socket = open(url);
    this.socket = socket;
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'hello', token: this.options.token } satisfies BrowserMessage));
    });
    socket.addEventListener('message', ({ data }) => {
      const message = hostMessageSchema.safeParse(JSON.parse(String(data)));
      if (message.success) this.receive(message.data);
    });
    socket.addEventListener('close', ({ code }) => this.lose(code));
  }

  private post(message: BrowserMessage): void {
    if (this.current === 'open') this.socket?.send(JSON.stringify(message));
    else this.queue.push(message);
  }

  private receive(message: HostMessage): void {
    switch (message.type) {
      case 'welcome': {
        this.retryMs = FIRST_RETRY_MS;
        this.change('open');
        const queue = this.queue;
        this.queue = [];
        for (const waiting of queue) this.post(waiting);
        return;
      }
      case 'answer':
        this.waiting.get(message.id)?.resolve(withValue(message.envelope));
        this.waiting.delete(message.id);
        return;
      case 'event':
        for (const listener of this.listeners.get(message.channel) ?? []) listener(message.payload);
    }
  }

  private lose(code: number): void {
    this.queue = [];
    for (const waiting of this.waiting.values()) waiting.reject(unreachable());
    this.waiting.clear();
    if (this.closed) return;
    if (code === CLOSE_REFUSED) {
      this.change('refused');
      return;
    }
    this.change('lost');
    this.timer = setTimeout(() => this.connect(), this.retryMs);
    this.retryMs = Math.min(LONGEST_RETRY_MS, this.retryMs * 2);
  }

  private change(state: ConnectionState): void {
    this.current = state;
    for (const listener of this.stateListeners) listener();
  }
}

/** JSON has no undefined: an answer without a value has lost its key on the way. */
function withValue(envelope: unknown): unknown {
  if (typeof envelope !== 'object' || envelope === null || !('ok' in envelope) || 'value' in envelope)
    return envelope;
  return envelope.ok === true ? { ...envelope, value: undefined } : envelope;
}

function unreachable(): RecollectError {
  return new RecollectError('cancelled', 'Recollect can’t be reached. Is it still running?');
}
