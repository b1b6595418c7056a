import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discoverSources, includeOf, knownPlaces } from '../../../../../electron/main/sources/discover.ts';
import type { Machine } from '../../../../../electron/main/sources/places.ts';
import { scan } from '../../../../../electron/main/sources/scan.ts';

const signal = new AbortController().signal;
let home: string;
let machine: Machine;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'recollect-home-'));
  machine = { platform: 'linux', home, environment: {} };
});

afterEach(() => rm(home, { recursive: true, force: true }));

async function write(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), '{}\n');
  }
}

/** What a scan of a place below the home takes. */
async function scanned(place: string): Promise<string[]> {
  const path = join(home, place);
  const { files } = await scan(path, signal, includeOf(path, machine));
  return files.map((file) => relative(path, file.path));
}

describe('a home', () => {
  test('without any history has no sources, but places', async () => {
    expect(await discoverSources(machine)).toEqual([]);
    expect((await knownPlaces(machine)).every(({ exists }) => !exists)).toBe(true);
  });

  test('has the sources that exist, those of other accounts included', async () => {
    await write(
      '.claude/history.jsonl',
      '.claude-work/projects/a/b.jsonl',
      '.codex/sessions/2026/01/01/r.jsonl',
    );
    expect((await discoverSources(machine)).map(({ path }) => relative(home, path))).toEqual([
      '.claude/history.jsonl',
      '.claude-work/projects',
      '.codex/sessions',
    ]);
  });
});

describe('a scan of a place', () => {
  test('of opencode takes its databases, and the sessions of the tree that it had before', async () => {
    await write(
      '.local/share/opencode/opencode.db',
      '.local/share/opencode/auth.json',
      '.local/share/opencode/storage/session/p/ses_1.json',
      '.local/share/opencode/storage/message/ses_1/msg_1.json',
      '.local/share/opencode/storage/part/msg_1/prt_1.json',
    );
    expect(await scanned('.local/share/opencode')).toEqual(['opencode.db', 'storage/session/p/ses_1.json']);
  });

  test('of Claude Code takes sessions and not the tools’ outputs beside them', async () => {
    await write(
      '.claude/projects/p/s.jsonl',
      '.claude/projects/p/s/subagents/agent-1.jsonl',
      '.claude/projects/p/s/tool-results/t.txt',
      '.claude/projects/p/memory/MEMORY.md',
      '.claude/projects/p/sessions-index.json',
    );
    await write('.claude-work/projects/p/s.jsonl', '.claude-work/projects/p/t.txt');
    expect(await scanned('.claude-work/projects')).toEqual(['p/s.jsonl']);
    expect(await scanned('.claude/projects')).toEqual(['p/s/subagents/agent-1.jsonl', 'p/s.jsonl']);
  });

  test('of Gemini CLI takes chats and not checkpoints', async () => {
    await write(
      '.gemini/tmp/h/chats/session-1.json',
      '.gemini/tmp/h/logs.json',
      '.gemini/tmp/h/checkpoints/c.json',
    );
    expect(await scanned('.gemini/tmp')).toEqual(['h/chats/session-1.json']);
  });

  test('of VS Code takes chats and not what other extensions keep', async () => {
    const storage = '.config/Code/User/workspaceStorage';
    await write(
      `${storage}/w/chatSessions/c.json`,
      `${storage}/w/workspace.json`,
      `${storage}/w/state.vscdb`,
    );
    expect(await scanned(storage)).toEqual(['w/chatSessions/c.json']);
  });
});

describe('a scan of an added folder', () => {
  test('takes what is named like a history, not every file', async () => {
    await write(
      'project/index.ts',
      'project/README.md',
      'project/conversations.json',
      'project/a/b.jsonl.zst',
    );
    expect(await scanned('project')).toEqual(['README.md', 'a/b.jsonl.zst', 'conversations.json']);
  });
});
