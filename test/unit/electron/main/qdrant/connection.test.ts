import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { QdrantConnection } from '../../../../../electron/main/qdrant/connection.ts';
import { listen } from '../../../../doubles/listen.ts';

/** What a node does with a request. */
type Manner = 'answers' | 'is gone' | 'is gone once' | 'hangs' | 'is not ready' | 'refuses';

interface Node {
  readonly url: string;
  manner: Manner;
  asked: number;
  encodings: string | undefined;
}

let servers: Server[];
let first: Node;
let second: Node;

beforeEach(async () => {
  servers = [];
  first = await startNode();
  second = await startNode();
});

afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function startNode(): Promise<Node> {
  const node: Node = { url: '', manner: 'answers', asked: 0, encodings: undefined };
  const server = createServer((request, response) => {
    node.asked += 1;
    node.encodings = request.headers['accept-encoding'];
    const { manner } = node;
    if (manner === 'is gone' || manner === 'is gone once') request.socket.resetAndDestroy();
    if (manner === 'is gone once') node.manner = 'answers';
    if (manner === 'is gone' || manner === 'is gone once' || manner === 'hangs') return;
    const status = { answers: 200, 'is not ready': 503, refuses: 400 }[manner];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? { version: '1.16.3' } : { status: { error: 'no' } }));
  });
  servers.push(server);
  return Object.assign(node, { url: `http://127.0.0.1:${await listen(server)}` });
}

function connect(timeoutMs = 5_000): QdrantConnection {
  return new QdrantConnection({ url: `${first.url},${second.url}`, timeoutMs });
}

test('a connection asks for answers that are not compressed, which come 40 ms late', async () => {
  await connect().checkVersion();
  expect(first.encodings).toBe('identity');
});

describe('a connection to one server', () => {
  const connectAlone = () => new QdrantConnection({ url: first.url, timeoutMs: 5_000 });

  test('asks it once more when it closes the connection', async () => {
    first.manner = 'is gone once';
    expect(await connectAlone().checkVersion()).toBe('1.16.3');
    expect(first.asked).toBe(2);
  });

  test.each([
    ['is gone', 2, 'qdrant-away'],
    ['is not ready', 1, 'qdrant-failed'],
    ['refuses', 1, 'qdrant-failed'],
  ] as const)('fails when it %s, after %i requests', async (manner, asked, code) => {
    first.manner = manner;
    await expect(connectAlone().checkVersion()).rejects.toMatchObject({ code });
    expect(first.asked).toBe(asked);
  });
});

describe('a connection to several nodes', () => {
  test('asks one of them as long as it answers', async () => {
    const connection = connect();
    await connection.checkVersion();
    await connection.checkVersion();
    expect([first.asked, second.asked]).toEqual([2, 0]);
  });

  test.each(['is gone', 'is not ready'] as const)(
    'asks the next one when one %s, and stays with that',
    async (manner) => {
      const connection = connect();
      first.manner = manner;
      expect(await connection.checkVersion()).toBe('1.16.3');
      await connection.checkVersion();
      expect([first.asked, second.asked]).toEqual([1, 2]);
    },
  );

  test('fails when none answers, after each was asked once, and finds the first that is back', async () => {
    const connection = connect();
    first.manner = second.manner = 'is gone';
    await expect(connection.checkVersion()).rejects.toMatchObject({ code: 'qdrant-away' });
    expect([first.asked, second.asked]).toEqual([1, 1]);
    second.manner = 'answers';
    expect(await connection.checkVersion()).toBe('1.16.3');
  });

  test('takes no more than its time over a node that hangs: the next request goes elsewhere', async () => {
    const connection = connect(50);
    first.manner = 'hangs';
    await expect(connection.checkVersion()).rejects.toMatchObject({ code: 'qdrant-timeout' });
    expect(second.asked).toBe(0);
    expect(await connection.checkVersion()).toBe('1.16.3');
  });

  test('asks nobody else for what one refuses', async () => {
    const connection = connect();
    first.manner = 'refuses';
    await expect(connection.checkVersion()).rejects.toMatchObject({ code: 'qdrant-failed' });
    expect(second.asked).toBe(0);
  });

  test('moves on once for requests that fail at the same time', async () => {
    const connection = connect();
    first.manner = 'is gone';
    await Promise.all([connection.checkVersion(), connection.checkVersion(), connection.checkVersion()]);
    await connection.checkVersion();
    expect(second.asked).toBe(4);
  });
});
