import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CLOSE_REFUSED, CLOSE_TOO_SLOW } from '../../../../electron/shared/contract/web-socket.ts';
import { serveClient } from '../../../../headless/web/client-connection.ts';
import { aSnapshot } from '../../../doubles/client-state.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A tab's socket, and how it was closed. */
class Socket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  readonly sent: string[] = [];
  closedWith: number | undefined;

  send(text: string): void {
    this.sent.push(text);
  }

  close(code: number): void {
    this.closedWith ??= code;
  }

  ping(): void {
    this.emit('pong');
  }

  terminate(): void {
    this.emit('close');
  }
}

function served(): Socket {
  const socket = new Socket();
  const application = {
    dispatch: () => Promise.resolve({ ok: true as const, value: null }),
    onEvent: () => () => undefined,
    snapshot: () => aSnapshot(),
  };
  serveClient(socket, application, 'the token');
  return socket;
}

const hello = (token: string): Buffer => Buffer.from(JSON.stringify({ type: 'hello', token }));

test('a tab with the token is welcome, and sent the state', () => {
  const socket = served();
  socket.emit('message', hello('the token'), false);
  expect(socket.sent[0]).toBe('{"type":"welcome"}');
  expect(socket.sent[1]).toContain('snapshot.changed');
  vi.advanceTimersByTime(600_000);
  expect(socket.closedWith).toBeUndefined();
});

test('one with another token is refused', () => {
  const socket = served();
  socket.emit('message', hello('another'), false);
  expect(socket.closedWith).toBe(CLOSE_REFUSED);
});

test('one that says nothing in time is let go, but not refused: it may try again', () => {
  const socket = served();
  vi.advanceTimersByTime(60_000);
  expect(socket.closedWith).toBe(CLOSE_TOO_SLOW);
});
