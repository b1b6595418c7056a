/**
 * The token that agents send over HTTP. It is kept in the data folder, since an agent's settings keep it too.
 */
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecollectError } from '../../shared/errors.ts';
import { createToken } from '../loopback/token.ts';

/** The name of its file in a data folder. Without the file, the next start makes a new token. */
const FILE = 'agent-token';

/** What a token looks like; anything else in the file was not written by this program. */
const TOKEN = /^[\w-]{43}$/;

/**
 * The token of a data folder, made when it is first asked for; only its owner may read the file. Whoever asks for the
 * first at once, programs too, gets the same.
 *
 * @throws RecollectError `settings-not-writable` where the file can't be read or made.
 */
export async function agentToken(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, FILE);
  try {
    await mkdir(dataDirectory, { recursive: true });
    const kept = await textOf(path);
    if (kept !== null && TOKEN.test(kept)) return kept;
    // What is no token is nobody's; the mode of a file that is there stays what it is.
    if (kept !== null) await rm(path, { force: true });
    return await makeToken(path);
  } catch (error) {
    throw new RecollectError(
      'settings-not-writable',
      `The agents' token ${path} can't be read or made. Check that the data folder may be written.`,
      { cause: error },
    );
  }
}

/** Makes the file. Where another was faster, its token is the one. */
async function makeToken(path: string): Promise<string> {
  const token = createToken();
  const own = `${path}.${randomUUID()}`;
  try {
    await writeFile(own, `${token}\n`, { mode: 0o600, flag: 'wx' });
    // A link appears whole, and never in place of another's. Some file systems have none.
    await link(own, path).catch(() => copyFile(own, path, constants.COPYFILE_EXCL));
    return token;
  } catch (error) {
    const kept = await textOf(path);
    if (kept !== null && TOKEN.test(kept)) return kept;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** What is in a file, without the end of its line; null where there is none. */
async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
