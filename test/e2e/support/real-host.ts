/**
 * The real headless host over a library of its own, in a process of its own.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildRenderer } from './static-host.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** A host that runs. */
export interface RealHost extends AsyncDisposable {
  /** Its address with the token. */
  readonly url: string;
  /** The user's home folder, as far as the host knows. */
  readonly home: string;
  readonly pid: number;
}

/** Starts a host for a user without histories; over a library of their own, or the one in `dataFolder`. */
export async function startRealHost(dataFolder?: string): Promise<RealHost> {
  await buildRenderer();
  const home = await mkdtemp(join(tmpdir(), 'recollect-e2e-'));
  const child = spawn(
    process.execPath,
    [
      join(root, 'headless', 'main.ts'),
      'serve',
      ...['--port', '0', '--workers', '1', '--data-dir', dataFolder ?? join(home, 'data')],
    ],
    {
      env: {
        ...process.env,
        HOME: home,
        USERPROFILE: home,
        CLAUDE_CONFIG_DIR: join(home, '.claude'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said: string[] = [];
  child.stderr.on('data', (text) => said.push(String(text)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const dispose = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+#token=[\w-]+/.exec(line)?.[0];
    if (url !== undefined) return { url, home, pid: child.pid ?? 0, [Symbol.asyncDispose]: dispose };
  }
  await dispose();
  throw new Error(`The host ended without an address. It said: ${said.join('')}`);
}
