/**
 * Requests of agents over HTTP that can't be answered: what they are told, and that their sessions go on.
 */
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentEndpoint, initialize, PING } from '../doubles/agent-endpoint.ts';

let app: AgentEndpoint;

beforeEach(async () => {
  app = await AgentEndpoint.open();
});

afterEach(async () => {
  await app[Symbol.asyncDispose]();
  expect(app.errors).toEqual([]);
});

describe('a request that is not understood', () => {
  test.each([
    ['no JSON', 'POST', {}, '{', 400],
    ['no request', 'POST', {}, '"hello"', 400],
    ['initialized twice', 'POST', {}, initialize({ roots: {} }), 400],
    ['initialize among others', 'POST', {}, `[${initialize({ roots: {} })},${PING}]`, 400],
    ['another content type', 'POST', { 'Content-Type': 'text/plain' }, PING, 415],
    ['nothing that can be answered', 'POST', { Accept: 'text/html' }, PING, 406],
    ['another protocol', 'POST', { 'Mcp-Protocol-Version': '1999-01-01' }, PING, 400],
    [
      'a session that was made up',
      'POST',
      { 'Mcp-Session-Id': `${'a'.repeat(24)}.${'b'.repeat(43)}` },
      PING,
      404,
    ],
    ['two sessions', 'POST', { 'Mcp-Session-Id': 'a, b' }, PING, 404],
    ['too much', 'POST', {}, JSON.stringify({ x: 'x'.repeat(300_000) }), 413],
    ['a page in a browser', 'POST', { Origin: 'http://127.0.0.1' }, PING, 403],
    ['another method', 'PUT', {}, PING, 405],
  ])('%s is refused, and the session goes on', async (_what, method, headers, body, status) => {
    const session = await app.beginSession();
    const answer = await app.ask(method, { ...session, ...headers }, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id: null });
    expect((await app.ask('POST', session, PING)).status).toBe(200);
  });

  test('an initialize that can’t be answered begins no session', async () => {
    const answer = await app.ask('POST', { Accept: 'text/html' }, initialize({ roots: {} }));
    expect(answer.status).toBe(406);
    expect(answer.headers.get('mcp-session-id')).toBeNull();
  });

  test('one that never says how long it is is read as far as a request may be', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        app.access.url,
        {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${app.access.token}`,
            Accept: 'application/json, text/event-stream',
            'Content-Type': 'application/json',
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
          sent.destroy();
        },
      );
      sent.on('error', reject);
      sent.write('x'.repeat(300_000));
    });
    expect(status).toBe(413);
  });
});
