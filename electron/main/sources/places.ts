/**
 * Where the programs of AI vendors keep their conversations, by default or by their own environment variables.
 */
import { posix, win32 } from 'node:path';
import type { FormatName } from '../../shared/conversation.ts';

/** A machine, or a Linux within one. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A folder or file that may hold conversations. */
export interface Place {
  readonly path: string;
  readonly format: FormatName;
  /** Of a folder: which files below it matter, as patterns of `includeByPattern`. */
  readonly include?: readonly string[];
}

/** Where folders of users' programs are. */
interface Folders {
  readonly join: (...names: readonly string[]) => string;
  readonly home: string;
  /** Of desktop programs' settings: %APPDATA%, ~/Library/Application Support, or $XDG_CONFIG_HOME. */
  readonly settings: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Every place, whether it exists or not. `accounts` are the names of folders in the home folder. */
export function placesOf(machine: Machine, accounts: readonly string[] = []): Place[] {
  const folders = foldersOf(machine);
  const places = [
    ...claudeCode(folders, accounts),
    ...codex(folders, accounts),
    ...gemini(folders),
    ...copilotCli(folders),
    ...cursor(folders),
    ...visualStudioCode(folders),
    ...opencode(folders),
  ];
  const unique = new Map(places.map((place) => [place.path, place]));
  return [...unique.values()];
}

function foldersOf({ platform, home, environment }: Machine): Folders {
  const paths = platform === 'win32' ? win32 : posix;
  const join = (...names: readonly string[]): string => paths.join(...names);
  const settings =
    platform === 'win32'
      ? (named(environment.APPDATA) ?? join(home, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : (named(environment.XDG_CONFIG_HOME) ?? join(home, '.config'));
  return { join, home, settings, environment };
}

/**
 * CLAUDE_CONFIG_DIR, or ~/.claude and the XDG folder: https://docs.anthropic.com/en/docs/claude-code/settings.
 * It may be a list with commas, as tools that read several accounts take it.
 */
function claudeCode(folders: Folders, accounts: readonly string[]): Place[] {
  const { join, home, environment } = folders;
  const given = (named(environment.CLAUDE_CONFIG_DIR) ?? '').split(',').map((path) => path.trim());
  const roots = given.filter((path) => path !== '');
  if (roots.length === 0) {
    const xdg = named(environment.XDG_CONFIG_HOME) ?? join(home, '.config');
    roots.push(join(home, '.claude'), join(xdg, 'claude'), ...accountsOf('.claude', folders, accounts));
  }
  return roots.flatMap((root) => [
    { path: join(root, 'projects'), format: 'claude-code', include: ['**/*.jsonl'] },
    { path: join(root, 'transcripts'), format: 'claude-code', include: ['**/*.jsonl'] },
    { path: join(root, 'history.jsonl'), format: 'claude-code' },
  ]);
}

/** CODEX_HOME, or ~/.codex: https://github.com/openai/codex/blob/main/docs/config.md */
function codex(folders: Folders, accounts: readonly string[]): Place[] {
  const { join, home, environment } = folders;
  const given = named(environment.CODEX_HOME);
  const roots =
    given === undefined ? [join(home, '.codex'), ...accountsOf('.codex', folders, accounts)] : [given];
  const include = ['**/*.jsonl', '**/*.jsonl.zst'];
  return roots.flatMap((root) => [
    { path: join(root, 'sessions'), format: 'codex', include },
    { path: join(root, 'archived_sessions'), format: 'codex', include },
    { path: join(root, 'history.jsonl'), format: 'codex' },
    { path: join(root, 'session_index.jsonl'), format: 'codex' },
  ]);
}

/** GEMINI_CLI_HOME holds a .gemini: https://github.com/google-gemini/gemini-cli (`Storage.getGlobalGeminiDir`). */
function gemini({ join, home, environment }: Folders): Place[] {
  const root = join(named(environment.GEMINI_CLI_HOME) ?? home, '.gemini');
  const include = ['*/chats/**/*.jsonl', '*/chats/**/*.json'];
  return [{ path: join(root, 'tmp'), format: 'gemini', include }];
}

/** COPILOT_HOME, or ~/.copilot: https://docs.github.com/copilot/reference/copilot-cli-reference/cli-config-dir-reference */
function copilotCli({ join, home, environment }: Folders): Place[] {
  const root = named(environment.COPILOT_HOME) ?? join(home, '.copilot');
  const include = ['*/events.jsonl', '*.jsonl'];
  return [
    { path: join(root, 'session-state'), format: 'copilot-cli', include },
    { path: join(root, 'history-session-state'), format: 'copilot-cli', include },
  ];
}

/** The command line's transcripts and chats, and the editor's database. CURSOR_CONFIG_DIR moves the first two. */
function cursor({ join, home, settings, environment }: Folders): Place[] {
  const root = named(environment.CURSOR_CONFIG_DIR) ?? join(home, '.cursor');
  const user = join(settings, 'Cursor', 'User');
  return [
    { path: join(root, 'projects'), format: 'cursor-cli', include: ['*/agent-transcripts/**/*.jsonl'] },
    { path: join(root, 'chats'), format: 'cursor-cli', include: ['*/*/store.db'] },
    { path: join(user, 'globalStorage', 'state.vscdb'), format: 'cursor' },
    { path: join(user, 'workspaceStorage'), format: 'cursor', include: ['*/state.vscdb'] },
  ];
}

/** GitHub Copilot's chats in VS Code and its siblings. */
function visualStudioCode({ join, settings }: Folders): Place[] {
  return ['Code', 'Code - Insiders', 'VSCodium'].flatMap((product) => {
    const user = join(settings, product, 'User');
    return [
      {
        path: join(user, 'workspaceStorage'),
        format: 'vscode-copilot',
        include: ['*/chatSessions/*.json', '*/chatSessions/*.jsonl'],
      },
      {
        path: join(user, 'globalStorage', 'emptyWindowChatSessions'),
        format: 'vscode-copilot',
        include: ['*.json', '*.jsonl'],
      },
    ] satisfies Place[];
  });
}

/**
 * $XDG_DATA_HOME, or ~/.local/share, on every system: https://opencode.ai/docs/troubleshooting. The tree of JSON files of
 * before 2026 is still there for those who didn't update.
 */
function opencode({ join, home, environment }: Folders): Place[] {
  const data = named(environment.XDG_DATA_HOME) ?? join(home, '.local', 'share');
  const include = ['opencode*.db', 'storage/session/*/*.json'];
  return [{ path: join(data, 'opencode'), format: 'opencode', include }];
}

/** Folders beside the usual one, as people have them who use several accounts: ~/.claude-work. */
function accountsOf(name: string, { join, home }: Folders, accounts: readonly string[]): string[] {
  return accounts
    .filter((account) => account.startsWith(`${name}-`) || account.startsWith(`${name}_`))
    .map((account) => join(home, account));
}

function named(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
