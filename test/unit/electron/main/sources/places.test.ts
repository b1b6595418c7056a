import { describe, expect, test } from 'vitest';
import { placesOf, type Machine } from '../../../../../electron/main/sources/places.ts';

const linux: Machine = { platform: 'linux', home: '/home/ana', environment: {} };
const mac: Machine = { platform: 'darwin', home: '/Users/ana', environment: {} };
const windows: Machine = {
  platform: 'win32',
  home: 'C:\\Users\\ana',
  environment: { APPDATA: 'D:\\Roaming' },
};

/** The paths of a format's places. */
const paths = (machine: Machine, format: string, accounts: readonly string[] = []): string[] =>
  placesOf(machine, accounts)
    .filter((place) => place.format === format)
    .map(({ path }) => path);

describe('the places of a machine', () => {
  test('are those of every vendor on Linux', () => {
    expect(placesOf(linux).map(({ path }) => path)).toEqual([
      '/home/ana/.claude/projects',
      '/home/ana/.claude/transcripts',
      '/home/ana/.claude/history.jsonl',
      '/home/ana/.config/claude/projects',
      '/home/ana/.config/claude/transcripts',
      '/home/ana/.config/claude/history.jsonl',
      '/home/ana/.codex/sessions',
      '/home/ana/.codex/archived_sessions',
      '/home/ana/.codex/history.jsonl',
      '/home/ana/.codex/session_index.jsonl',
      '/home/ana/.gemini/tmp',
      '/home/ana/.copilot/session-state',
      '/home/ana/.copilot/history-session-state',
      '/home/ana/.cursor/projects',
      '/home/ana/.cursor/chats',
      '/home/ana/.config/Cursor/User/globalStorage/state.vscdb',
      '/home/ana/.config/Cursor/User/workspaceStorage',
      '/home/ana/.config/Code/User/workspaceStorage',
      '/home/ana/.config/Code/User/globalStorage/emptyWindowChatSessions',
      '/home/ana/.config/Code - Insiders/User/workspaceStorage',
      '/home/ana/.config/Code - Insiders/User/globalStorage/emptyWindowChatSessions',
      '/home/ana/.config/VSCodium/User/workspaceStorage',
      '/home/ana/.config/VSCodium/User/globalStorage/emptyWindowChatSessions',
      '/home/ana/.local/share/opencode',
    ]);
  });

  test('are where each system keeps the settings of desktop programs', () => {
    expect(paths(mac, 'cursor')[0]).toBe(
      '/Users/ana/Library/Application Support/Cursor/User/globalStorage/state.vscdb',
    );
    expect(paths(windows, 'cursor')[0]).toBe('D:\\Roaming\\Cursor\\User\\globalStorage\\state.vscdb');
    expect(paths({ ...windows, environment: {} }, 'vscode-copilot')[0]).toBe(
      'C:\\Users\\ana\\AppData\\Roaming\\Code\\User\\workspaceStorage',
    );
    expect(paths(windows, 'codex')[0]).toBe('C:\\Users\\ana\\.codex\\sessions');
  });

  test.each([
    ['CLAUDE_CONFIG_DIR', '/a', 'claude-code', ['/a/projects', '/a/transcripts', '/a/history.jsonl']],
    [
      'CODEX_HOME',
      '/a',
      'codex',
      ['/a/sessions', '/a/archived_sessions', '/a/history.jsonl', '/a/session_index.jsonl'],
    ],
    ['GEMINI_CLI_HOME', '/a', 'gemini', ['/a/.gemini/tmp']],
    ['COPILOT_HOME', '/a', 'copilot-cli', ['/a/session-state', '/a/history-session-state']],
    ['CURSOR_CONFIG_DIR', '/a', 'cursor-cli', ['/a/projects', '/a/chats']],
    ['XDG_DATA_HOME', '/a', 'opencode', ['/a/opencode']],
  ])('follow %s', (name, value, format, expected) => {
    expect(paths({ ...linux, environment: { [name]: value } }, format)).toEqual(expected);
  });

  test('follow XDG_CONFIG_HOME on Linux', () => {
    const machine = { ...linux, environment: { XDG_CONFIG_HOME: '/x' } };
    expect(paths(machine, 'cursor')[0]).toBe('/x/Cursor/User/globalStorage/state.vscdb');
    expect(paths(machine, 'claude-code')).toContain('/x/claude/projects');
  });

  test('are those of several accounts: a list, or folders beside the usual one', () => {
    const listed = { ...linux, environment: { CLAUDE_CONFIG_DIR: '/a, /b ,' } };
    expect(paths(listed, 'claude-code').filter((path) => path.endsWith('projects'))).toEqual([
      '/a/projects',
      '/b/projects',
    ]);
    const names = ['.claude-work', '.claude.json', '.codex_private', '.claudette'];
    expect(paths(linux, 'claude-code', names)).toContain('/home/ana/.claude-work/projects');
    expect(paths(linux, 'claude-code', names)).toHaveLength(9);
    expect(paths(linux, 'codex', names)).toContain('/home/ana/.codex_private/sessions');
  });

  test('ignore variables that are set to nothing', () => {
    expect(paths({ ...linux, environment: { CODEX_HOME: ' ' } }, 'codex')[0]).toBe(
      '/home/ana/.codex/sessions',
    );
  });
});
