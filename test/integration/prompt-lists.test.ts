import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../electron/main/engine.ts';
import { testEngine } from '../doubles/engine.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const signal = new AbortController().signal;

/** A list of prompts, and a session of which it holds one; `others`: how many it holds of other sessions. */
const kinds = [
  {
    name: 'Claude Code',
    list: 'claude-code-prompts/history.jsonl',
    session: 'claude-code/-home-ana-api/0b7c2a54-2f10-4a5e-9c39-2d1f4c6a8e01.jsonl',
    prompt: 'Why does the login test fail on Mondays?',
    onlyListed: 'And how do I raise it again?',
    others: 3,
  },
  {
    name: 'Codex',
    list: 'codex-prompts/history.jsonl',
    session: 'codex/rollout-2026-04-02T10-00-00-0198f3a2-1c4d-7e10-8b5a-2f6d9c7e4a01.jsonl',
    prompt: 'Why does the quayside schedule skip ferries?',
    onlyListed: 'Which tide tables does the narwhal service read?',
    others: 2,
  },
];

let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-prompts-'));
  await mkdir(join(folder, 'home'));
  engine = await testEngine(join(folder, 'data'), 1);
});

afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function importFile(fixture: string): Promise<void> {
  const path = join(folder, 'home', fixture.split('/').slice(1).join('-'));
  await copyFile(join(fixtures, fixture), path);
  await engine.import([{ path, origin: 'added' }], signal);
}

/** What the library holds and finds, in a form that two libraries can be compared by. */
async function contents(queries: readonly string[]): Promise<unknown> {
  const { files: _files, ...counts } = await engine.library.read.counts();
  const found = [];
  for (const query of queries) {
    const { hits } = await engine.search({ query, mode: 'keyword', limit: 10, filter: {} }, signal);
    found.push(hits.map(({ conversationId, title, text }) => [conversationId, title, text]).sort());
  }
  return { counts, found };
}

describe.each(kinds)('$name’s list of prompts', ({ list, session, prompt, onlyListed, others }) => {
  test('and its sessions give the same library, whichever is read first', async () => {
    await importFile(session);
    const alone = await engine.library.read.counts();
    await importFile(list);
    const sessionFirst = await contents([prompt, onlyListed]);
    // The prompts of other sessions: that of the session is there already.
    expect((await engine.library.read.counts()).messages).toBe(alone.messages + others);

    await engine.close();
    engine = await testEngine(join(folder, 'other-data'), 1);
    await importFile(list);
    expect((await engine.library.read.counts()).messages).toBe(others + 1);
    await importFile(session);
    expect(await contents([prompt, onlyListed])).toEqual(sessionFirst);
  });

  test('stays where its session is gone', async () => {
    await importFile(list);
    expect((await engine.library.read.counts()).conversations).toBeGreaterThan(1);
    expect(
      (await engine.search({ query: onlyListed, mode: 'keyword', limit: 3, filter: {} }, signal)).hits,
    ).not.toEqual([]);
  });
});
