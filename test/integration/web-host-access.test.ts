/**
 * Whom the web host lets in, and what it takes of them.
 */
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as RawWebSocket } from 'ws';
import { CLOSE_REFUSED, SOCKET_PATH, TOKEN_HEADER } from '../../electron/shared/contract/web-socket.ts';
import { inStep, searchWords, TestHost } from '../doubles/application.ts';
import { conversationLines } from '../doubles/history.ts';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start();
});

afterEach(async () => {
  await host[Symbol.asyncDispose]();
  expect(host.errors).toEqual([]);
});

describe('who is let in', () => {
  const status = (headers: Record<string, string>, path = '/', method = 'GET'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { port } = host.host;
      request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  const upgrade = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      const socket = new RawWebSocket(`ws://127.0.0.1:${host.host.port}${SOCKET_PATH}`, { headers });
      socket.on('open', () => resolve('open')).on('error', (error) => resolve(error.message));
      socket.on('open', () => socket.terminate());
    });

  test('not a browser with a wrong token', async () => {
    const { client, transport } = host.browse('wrong');
    await expect(client.snapshot.get(undefined)).rejects.toMatchObject({ code: 'cancelled' });
    expect(transport.state()).toBe('refused');
  });

  test('not one that asks before it has said its token', async () => {
    const socket = new RawWebSocket(`ws://127.0.0.1:${host.host.port}${SOCKET_PATH}`, {
      headers: { origin: `http://127.0.0.1:${host.host.port}` },
    });
    socket.on('open', () => socket.send(JSON.stringify({ type: 'request', id: 1, channel: 'snapshot.get' })));
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(CLOSE_REFUSED);
  });

  test('not another host’s name, nor another site’s page', async () => {
    const own = `127.0.0.1:${host.host.port}`;
    expect(await status({ host: own })).toBe(200);
    expect(await status({ host: `rebound.example:${host.host.port}` })).toBe(403);
    // A name that the host was told of.
    expect(await status({ host: 'recollect.example:4757' })).toBe(200);
    expect(await status({ host: own, origin: 'https://elsewhere.example' })).toBe(403);
    expect(await upgrade({ origin: `http://${own}` })).toBe('open');
    expect(await upgrade({ origin: 'https://elsewhere.example' })).toContain('403');
    expect(await upgrade({})).toContain('403');
    expect(await upgrade({ host: 'rebound.example', origin: `http://${own}` })).toContain('403');
  });

  test('no path outside the window’s files, and no listing', async () => {
    const own = { host: `127.0.0.1:${host.host.port}` };
    expect(await status(own, '/../data/library.db')).toBe(404);
    expect(await status(own, '/%2e%2e/data/library.db')).toBe(404);
    expect(await status(own, '/assets/')).toBe(404);
    expect(await status(own, '/', 'POST')).toBe(405);
    const response = await fetch(`http://${own.host}/`);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('an upload', () => {
  const put = async (path: string, body: string, token = host.host.token) => {
    const url = new URL(`http://127.0.0.1:${host.host.port}`);
    return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = request(
        {
          host: url.hostname,
          port: url.port,
          path,
          method: 'PUT',
          headers: { origin: url.origin, [TOKEN_HEADER]: token },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode, body: text }));
        },
      );
      sent.on('error', reject).end(body);
    });
  };
  const batch = '/uploads/0123abcd-batch';

  test('of a folder is stored, and read when it is added', async () => {
    const text = conversationLines('up', 2, () => 'A tapir was uploaded.')
      .map((line) => JSON.stringify(line))
      .join('\n');
    const { status, body } = await put(`${batch}/projects/api%20one/a.jsonl`, `${text}\n`);
    expect(status).toBe(200);
    const { client } = host.browse();
    const answer = JSON.parse(body) as { value: { folder: string } };
    await client.sources.add({ paths: [answer.value.folder] });
    await inStep(client);
    expect((await searchWords(client, 'tapir')).hits).toHaveLength(1);
  });

  test('that leads out of its folder, or to no proper name, is refused', async () => {
    for (const path of [
      `${batch}/../../library.db`,
      `${batch}/%2e%2e/%2e%2e/library.db`,
      `${batch}/..%2f..%2flibrary.db`,
      `${batch}/..%5c..%5clibrary.db`,
      `${batch}/nul`,
      `${batch}/a%00.jsonl`,
      '/uploads/..%2f..%2f..%2fx/a.jsonl',
      `${batch}/${'a'.repeat(300)}.jsonl`,
    ]) {
      const { status, body } = await put(path, 'x');
      expect(status, path).toBe(400);
      expect(JSON.parse(body), path).toMatchObject({ ok: false, error: { code: 'upload-refused' } });
    }
    expect(existsSync(join(host.data, 'uploads'))).toBe(false);
  });

  test('without the token, or of too much, is refused', async () => {
    expect((await put(`${batch}/a.jsonl`, 'x', 'wrong')).status).toBe(401);
    const large = await put(`${batch}/b.jsonl`, 'x'.repeat(5 * 2 ** 20)).catch(() => ({
      status: 400,
      body: '',
    }));
    expect(large.status).toBe(400);
    for (let file = 0; file < 25; file += 1) await put(`${batch}2/${file}.txt`, 'x');
    expect((await put(`${batch}2/last.txt`, 'x')).body).toContain('more than 20 files');
  });
});
