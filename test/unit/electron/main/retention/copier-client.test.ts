import { beforeEach, expect, test } from 'vitest';
import { CopierClient } from '../../../../../electron/main/retention/copier-client.ts';
import type { ChildListener } from '../../../../../electron/shared/child-process.ts';
import type { CopierRequest } from '../../../../../electron/shared/copier-protocol.ts';

const request = { path: '/a', folder: '/originals', copy: 1, known: [] };
const kept = { size: 5, modifiedAt: 1, unchanged: 0, added: [] };

let started: ChildListener[];
let posted: CopierRequest[];
let killed: number;
let client: CopierClient;

beforeEach(() => {
  started = [];
  posted = [];
  killed = 0;
  client = new CopierClient({
    start: (_role, _args, listener) => {
      started.push(listener);
      return {
        pid: started.length,
        post: (message) => posted.push(message as CopierRequest),
        kill: () => (killed += 1),
      };
    },
  });
});

const jobOf = (message: CopierRequest | undefined): number | undefined =>
  message && 'job' in message ? message.job : undefined;

/** Lets promises go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('one process answers all requests', async () => {
  const both = [client.keep(request), client.keep(request)];
  for (const job of posted.map(jobOf)) started[0]?.message({ type: 'kept', job, kept });
  expect(await Promise.all(both)).toEqual([kept, kept]);
  expect(started).toHaveLength(1);
});

test('a process that ends over a file is started again once', async () => {
  const answer = client.keep(request);
  started[0]?.exited({ code: null, signal: 'SIGKILL' });
  await turn();
  started[1]?.message({ type: 'kept', job: jobOf(posted[1]), kept });
  expect(await answer).toEqual(kept);

  const failing = client.keep(request);
  started[1]?.exited({ code: 1, signal: null });
  await turn();
  started[2]?.exited({ code: 1, signal: null });
  await expect(failing).rejects.toMatchObject({ code: 'child-failed' });
});

test('what it says of a failure is passed on', async () => {
  const answer = client.restore({ folder: '/originals', segments: [], to: '/to', modifiedAt: 1 });
  started[0]?.message({ type: 'failed', job: jobOf(posted[0]), code: 'copy-damaged', message: 'Damaged.' });
  await expect(answer).rejects.toMatchObject({ code: 'copy-damaged', message: 'Damaged.' });
});

test('stopping lets a process that has nothing to do end by itself', async () => {
  const answer = client.keep(request);
  started[0]?.message({ type: 'kept', job: jobOf(posted[0]), kept });
  await answer;
  client.stop();
  expect(posted.at(-1)).toEqual({ type: 'exit' });
  expect(killed).toBe(0);
});

test('stopping ends the process at once, and what it was asked for', async () => {
  const answer = client.keep(request);
  client.stop();
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  expect(killed).toBe(1);
  void client.keep(request).catch(() => undefined);
  expect(started).toHaveLength(2);
});
