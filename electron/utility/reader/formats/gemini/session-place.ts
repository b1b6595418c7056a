/**
 * What a session's place on the disk tells: the project's folder, and whose subagent it is.
 */
import { open } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** Known from where a file lies. */
export interface SessionPlace {
  /** The file's name without its extension. */
  readonly stem: string;
  /** The project's folder. */
  readonly folder: string | undefined;
  /** Id of the session that a subagent worked for. */
  readonly parent: string | undefined;
}

/** Longest path that is read. */
const PATH_BYTES = 4096;

/** Looks at the folders above a file: <project>/chats/<file>, or <project>/chats/<parent>/<file>. */
export async function sessionPlace(path: string): Promise<SessionPlace> {
  const stem = basename(path, extname(path));
  const folder = dirname(path);
  if (basename(folder) === 'chats')
    return { stem, folder: await projectRoot(dirname(folder)), parent: undefined };
  const above = dirname(folder);
  if (basename(above) !== 'chats') return { stem, folder: undefined, parent: undefined };
  return { stem, folder: await projectRoot(dirname(above)), parent: basename(folder) };
}

/** Gemini CLI writes the project's path into the folder that is named after its hash. */
async function projectRoot(folder: string): Promise<string | undefined> {
  // A project that no such file tells is no failure: earlier versions wrote none.
  const handle = await open(join(folder, '.project_root'), 'r').catch(() => null);
  if (!handle) return undefined;
  try {
    const buffer = Buffer.alloc(PATH_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, PATH_BYTES, 0);
    const root = buffer.toString('utf8', 0, bytesRead).trim();
    return root === '' || root.includes('\n') ? undefined : root;
  } catch {
    // A folder of that name.
    return undefined;
  } finally {
    await handle.close();
  }
}
