import { describe, expect, test } from 'vitest';
import {
  includeByName,
  includeByPattern,
  mayBeAnything,
} from '../../../../../electron/main/sources/include.ts';

const names = (path: string): string[] => path.split('/');

describe('what is taken by name', () => {
  test.each([
    'a.jsonl',
    'deep/er/rollout-1.jsonl.zst',
    'README.MD',
    'notes.txt',
    'export.zip',
    '.aider.chat.history.md',
    'conversations.json',
    'conversations-012.json',
    'chats/session-2026-01-15T20-51-c0ffee00.json',
    'User/globalStorage/state.vscdb',
    'opencode.db',
    'chats/e4e9/93d7/store.db',
    'chatSessions/0f3e.json',
    'exports/a conversation.JSON',
  ])('%s is', (path) => {
    expect(includeByName.takes(names(path))).toBe(true);
  });

  test.each(['src/data.jsonc', 'a.json.bak', 'a.ts', 'image.png', 'state.vscdb.backup', 'other.db', 'a.zst'])(
    '%s is not',
    (path) => {
      expect(includeByName.takes(names(path))).toBe(false);
    },
  );

  test('what may be anything by its name is told from what promises a history', () => {
    const paths = [
      '/home/ana/package.json',
      '/home/ana/store.db',
      '/home/ana/a.jsonl',
      '/home/ana/.json/my store.db',
    ];
    expect(paths.filter(mayBeAnything)).toEqual(paths.slice(0, 2));
  });

  test('folders of programs’ own are not entered', () => {
    expect(includeByName.enters(names('web/node_modules'))).toBe(false);
    expect(includeByName.enters(names('.git'))).toBe(false);
    expect(includeByName.enters(names('src'))).toBe(true);
  });
});

describe('what is taken by pattern', () => {
  const include = includeByPattern(['*/chats/**/*.jsonl', 'opencode*.db']);

  test.each([
    ['3f9c/chats/a.jsonl', true],
    ['3f9c/chats/parent/a.jsonl', true],
    ['3f9c/chats/a.json', false],
    ['3f9c/a.jsonl', false],
    ['chats/a.jsonl', false],
    ['opencode.db', true],
    ['opencode-dev.db', true],
    ['opencode.db-wal', false],
    ['OPENCODE.DB', true],
  ])('%s: %s', (path, taken) => {
    expect(include.takes(names(path))).toBe(taken);
  });

  test.each([
    ['3f9c', true],
    ['3f9c/chats', true],
    ['3f9c/chats/parent', true],
    ['3f9c/checkpoints', false],
    ['3f9c/chats/node_modules', false],
  ])('the folder %s is entered: %s', (path, entered) => {
    expect(include.enters(names(path))).toBe(entered);
  });
});
