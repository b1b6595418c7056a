import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { mainFile } from '../../headless/paths.ts';
import { conversationLines, writeHistory } from '../doubles/history.ts';
import { qdrantBinary, QdrantServer, serverFolder } from '../doubles/qdrant-server.ts';

let folder: string;
let server: QdrantServer;

beforeAll(async () => {
  folder = await serverFolder();
  server = await QdrantServer.start({ folder: join(folder, 'server') });
  await mkdir(join(folder, 'nothing'));
  await writeHistory(
    join(folder, 'home', 'kiln.jsonl'),
    conversationLines('kiln', 2, (turn) => (turn === 0 ? 'The kiln stays cold.' : 'Its relay is stuck.')),
  );
});

afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly json: unknown;
  readonly said: string;
}

function recollect(...args: string[]): Promise<Ran> {
  return recollectOn('ana', ...args);
}

/** Runs a command on a machine; what it printed, and its exit code. */
function recollectOn(machine: string, ...args: string[]): Promise<Ran> {
  const common = ['--data-dir', join(folder, machine), '--machine', machine, '--json'];
  return new Promise((resolve) => {
    execFile(process.execPath, [mainFile, ...args, ...common], (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : 0,
        json: stdout === '' ? null : JSON.parse(stdout),
        said: stderr,
      });
    });
  });
}

const hitsSchema = z.object({
  hits: z.array(z.object({ conversationId: z.string(), machines: z.array(z.string()) })),
});

describe.skipIf(qdrantBinary === undefined)('the command line', () => {
  test('imports while the server is away, moves there and back, and lists and removes machines', async () => {
    const away = await recollect('import', join(folder, 'home'), '--qdrant', 'http://127.0.0.1:9');
    expect(away.code).toBe(0);
    expect(away.json).toMatchObject({
      embedded: 1,
      qdrant: { phase: 'away', pending: 1, failure: { code: 'qdrant-away' } },
    });

    expect((await recollect('qdrant', 'test', '--qdrant', server.url)).json).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/) as unknown,
      exists: false,
    });
    expect((await recollect('qdrant', 'move', '--qdrant', server.url)).json).toMatchObject({ points: 1 });
    // From now on without being told.
    const there = hitsSchema.parse((await recollect('search', 'why is the kiln cold')).json);
    expect(there.hits).toEqual([{ conversationId: 'claude-code:kiln', machines: ['ana'] }]);
    expect((await recollect('qdrant', 'machines')).json).toMatchObject({
      machines: [{ machine: 'ana', points: 1 }],
    });

    expect((await recollectOn('bo', 'import', join(folder, 'nothing'))).code).toBe(0);
    const elsewhere = await recollectOn('bo', 'show', 'claude-code:kiln', '--qdrant', server.url);
    expect(elsewhere.json).toMatchObject({
      heldBy: ['ana'],
      messages: [
        { role: 'user', text: 'The kiln stays cold.' },
        { role: 'assistant', text: 'Its relay is stuck.' },
      ],
    });
    expect((await recollectOn('bo', 'show', 'claude-code:kiln')).code).toBe(2);
    expect((await recollect('show', 'claude-code:kiln')).json).toMatchObject({ heldBy: [] });

    expect((await recollect('qdrant', 'remove-machine', 'bo')).code).toBe(2);
    expect((await recollect('qdrant', 'remove-machine', 'ana')).json).toMatchObject({ removed: 1 });
    expect((await recollect('qdrant', 'move', '--to', 'embedded')).json).toMatchObject({ embedded: 1 });
    const here = hitsSchema.parse((await recollect('search', 'why is the kiln cold')).json);
    expect(here.hits).toEqual([{ conversationId: 'claude-code:kiln', machines: [] }]);
    expect((await recollect('qdrant', 'test')).code).toBe(2);
  });
});
