import { describe, expect, test } from 'vitest';
import type { HttpSession } from '../../../../../electron/main/mcp/http-session.ts';
import { HttpSessions, IDLE_MS, SESSIONS_AT_MOST } from '../../../../../electron/main/mcp/http-sessions.ts';
import type { McpServerOptions } from '../../../../../electron/main/mcp/mcp-server.ts';
import { NO_NOTES, permission } from '../../../../doubles/agent.ts';
import { FakeRecall } from '../../../../doubles/recall.ts';

const TOKEN = 'token';
const options: McpServerOptions = {
  version: '1',
  recall: new FakeRecall(),
  callerFolder: () => Promise.resolve(undefined),
  notes: NO_NOTES,
  notePermission: permission(false),
};
const known = (): Promise<McpServerOptions> => Promise.resolve(options);

async function start() {
  const clock = { now: 0 };
  const sessions = new HttpSessions(() => clock.now);
  await sessions.bindTo(TOKEN);
  const begin = async (): Promise<HttpSession> => {
    const session = await sessions.open(TOKEN, options);
    if (!session) throw new Error('no room');
    await sessions.keep(session);
    return session;
  };
  /** Asks it something that is answered once the returned function is called. */
  const ask = (session: HttpSession, method: 'POST' | 'GET'): (() => Promise<void>) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const answered = session.answer(new Request('http://x/', { method }), {}, () => promise);
    return () => {
      resolve(undefined);
      return answered;
    };
  };
  return { clock, sessions, begin, ask };
}

/** Which of them are held, without taking any up. */
async function heldOf(sessions: HttpSessions, of: readonly HttpSession[]): Promise<boolean[]> {
  const refuse = (): Promise<McpServerOptions> => Promise.reject(new Error('not held'));
  return Promise.all(
    of.map(({ id }) =>
      sessions.get(id, refuse).then(
        () => true,
        () => false,
      ),
    ),
  );
}

describe('the sessions that are held', () => {
  test('are bounded: the one that was used longest ago goes, and is taken up again when it is used', async () => {
    const { sessions, begin } = await start();
    const all = [];
    for (let count = 0; count < SESSIONS_AT_MOST; count++) all.push(await begin());
    const [first, second] = all;
    if (!first || !second) throw new Error('none');
    await sessions.get(first.id, known);
    await begin();
    expect(sessions.size).toBe(SESSIONS_AT_MOST);
    expect(await heldOf(sessions, [first, second])).toEqual([true, false]);
    expect(sessions.knows(second.id, TOKEN)).toBe(true);
    expect((await sessions.get(second.id, known))?.begun).toBe(true);
    expect(sessions.size).toBe(SESSIONS_AT_MOST);
  });

  test('let one go that is listened to only where all are, and none that answers', async () => {
    const { sessions, begin, ask } = await start();
    const all: HttpSession[] = [];
    for (let count = 0; count < SESSIONS_AT_MOST; count++) all.push(await begin());
    const [busy, ...others] = all;
    if (!busy) throw new Error('none');
    const ends = [ask(busy, 'POST'), ...others.slice(0, -1).map((session) => ask(session, 'GET'))];
    all.push(await begin());
    expect(await heldOf(sessions, [busy, ...others.slice(-2)])).toEqual([true, true, false]);
    for (const session of all) ends.push(ask(session, 'POST'));
    expect(await sessions.open(TOKEN, options)).toBeUndefined();
    await Promise.all(ends.map((end) => end()));
    expect(await sessions.open(TOKEN, options)).toBeDefined();
  });

  test('are let go of when nobody has used or listened to them for long', async () => {
    const { clock, sessions, begin, ask } = await start();
    const [idle, used, heard] = [await begin(), await begin(), await begin()];
    const end = ask(heard, 'GET');
    clock.now = IDLE_MS - 1;
    await sessions.closeIdle();
    expect(sessions.size).toBe(3);
    await sessions.get(used.id, known);
    clock.now = IDLE_MS;
    await sessions.closeIdle();
    expect(await heldOf(sessions, [idle, used, heard])).toEqual([false, true, true]);
    await end();
    await sessions.closeIdle();
    expect(await heldOf(sessions, [used, heard])).toEqual([true, true]);
  });

  test('are not known any more once their client has ended them', async () => {
    const { sessions, begin } = await start();
    const { id } = await begin();
    await sessions.end(id);
    expect(sessions.knows(id, TOKEN)).toBe(false);
    expect(sessions.size).toBe(0);
  });

  test('end with their token', async () => {
    const { sessions, begin } = await start();
    const { id } = await begin();
    await sessions.bindTo('another');
    expect(sessions.size).toBe(0);
    expect(sessions.knows(id, 'another')).toBe(false);
    await sessions.bindTo(null);
    expect(await sessions.get(id, known)).toBeUndefined();
    expect(sessions.size).toBe(0);
  });

  test('are taken up once, however many requests come at once', async () => {
    const { sessions, begin } = await start();
    const { id } = await begin();
    await sessions.closeAll();
    const taken = await Promise.all([1, 2, 3].map(() => sessions.get(id, known)));
    expect(new Set(taken).size).toBe(1);
    expect(taken[0]?.begun).toBe(true);
  });
});
