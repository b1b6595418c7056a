/**
 * Looks at what a user drops or names, before it becomes a source: says in a sentence why something can't be one.
 */
import { open, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import { includeBeside, isOwn, whyOwn, type DataFolder } from './data-folder.ts';
import { isNamedLikeHistory, scan } from './scan.ts';
import { isWithin } from './within.ts';

/** What to do with a path. `path` is absolute. */
export type Intake =
  | { readonly outcome: 'added'; readonly path: string; readonly message: null }
  | { readonly outcome: 'already-known' | 'refused'; readonly path: string; readonly message: string };

/** What the app reads, to end a sentence with. */
const SUPPORTED =
  'Recollect reads folders and files of Claude Code, Codex, Gemini CLI and other agents, exports of ChatGPT and Claude.ai, and notes in Markdown or plain text';

/** A folder is walked for so long to see whether it holds anything; a larger one is taken without that. */
const WALK_MS = 2_000;

/** Bytes that tell a binary file. */
const HEAD_BYTES = 4_096;

/** Archives and databases that a format may recognise, by their first bytes: zip, zstd, gzip, SQLite. */
const CONTAINERS: readonly Buffer[] = [
  Buffer.from('PK'),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
  Buffer.from([0x1f, 0x8b]),
  Buffer.from('SQLite format 3\0'),
];

/** Judges a path that was given; `known` are the paths of the sources that there are, `own` is the data folder. */
export async function judge(
  given: string,
  known: readonly string[],
  own: DataFolder,
  home: string = homedir(),
): Promise<Intake> {
  const path = await realpath(resolve(given)).catch(() => resolve(given));
  const refused = (message: string): Intake => ({ outcome: 'refused', path, message });
  if (isOwn(path, own)) return refused(whyOwn(path));
  const stats = await stat(path).catch((error: unknown) => codeOf(error));
  if (stats === 'ENOENT') return refused(`There is nothing at ${path}.`);
  if (typeof stats === 'string')
    return refused(`${path} can't be looked at (${stats}). Change its permissions and add it again.`);
  const broad = whyTooBroad(path, home);
  if (broad !== null) return refused(broad);
  const above = known.find((source) => isWithin(path, source));
  if (above !== undefined) {
    return {
      outcome: 'already-known',
      path,
      message:
        above === path
          ? `${path} is a source already.`
          : `${path} is part of ${above}, which is a source already.`,
    };
  }
  if (stats.isDirectory()) {
    const problem = await problemOfFolder(path, own);
    return problem === null ? { outcome: 'added', path, message: null } : refused(problem);
  }
  if (!stats.isFile()) return refused(`${path} is neither a folder nor a file.`);
  const problem = await problemOfFile(path);
  return problem === null ? { outcome: 'added', path, message: null } : refused(problem);
}

/**
 * Why a folder can't be a source that is a whole disk, a home folder or one that holds home folders: nobody means all of it,
 * and walking it would find every text file there is. Null for others. `path` is absolute.
 */
export function whyTooBroad(path: string, home: string = homedir()): string | null {
  if (path !== parse(path).root && !isWithin(home, path)) return null;
  return `${path} is too broad: it would take in everything below it. Add the folders that hold conversations, such as ${join(home, '.claude', 'projects')}.`;
}

async function problemOfFolder(path: string, own: DataFolder): Promise<string | null> {
  try {
    const { files, failures } = await scan(path, AbortSignal.timeout(WALK_MS), includeBeside(path, own));
    if (files.length > 0) return null;
    const [failure] = failures;
    if (failure?.path === path) return `${path} can't be read: ${failure.message}`;
    return `${path} holds nothing that can be read. ${SUPPORTED}.`;
  } catch {
    // Larger than can be walked in this time.
    return null;
  }
}

async function problemOfFile(path: string): Promise<string | null> {
  let head: Buffer;
  try {
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    head = buffer.subarray(0, bytesRead);
  } catch (error) {
    return `${path} can't be read (${codeOf(error)}). Change its permissions and add it again.`;
  }
  const container = CONTAINERS.some((magic) => head.subarray(0, magic.length).equals(magic));
  if (isNamedLikeHistory(path) || container || !head.includes(0)) return null;
  return `${path} is not a conversation history. ${SUPPORTED}.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
