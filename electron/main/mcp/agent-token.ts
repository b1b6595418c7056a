/**
 * The token that agents send over HTTP. It is kept in the data folder, since an agent's settings keep it too.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecollectError } from '../../shared/errors.ts';
import { createToken } from '../loopback/token.ts';

/** The name of its file in a data folder. Without the file, the next start makes a new token. */
const FILE = 'agent-token';

/** What a token looks like; anything else in the file was not written by this program. */
const TOKEN = /^[\w-]{43}$/;

/**
 * The token of a data folder, made when it is first asked for; only its owner may read the file.
 *
 * @throws RecollectError `settings-not-writable` where the file can't be read or made.
 */
export async function agentToken(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, FILE);
  try {
    await mkdir(dataDirectory, { recursive: true });
    const kept = (await readFile(path, 'utf8').catch(unlessMissing)).trim();
    if (TOKEN.test(kept)) return kept;
    const token = createToken();
    await rm(path, { force: true });
    // Made anew, since the mode of a file that is there stays what it is.
    await writeFile(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    throw new RecollectError(
      'settings-not-writable',
      `The agents' token ${path} can't be read or made. Check that the data folder may be written.`,
      { cause: error },
    );
  }
}

function unlessMissing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
}
