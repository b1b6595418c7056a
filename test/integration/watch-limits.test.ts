/**
 * What the system itself denies: watches, and open files. A process is started that may have few of them, and goes on
 * by walking.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../doubles/eventually.ts';
import { TemporaryFolder } from '../doubles/reader.ts';

const ENTRY = fileURLToPath(new URL('../doubles/kept-source.ts', import.meta.url));
const FOLDERS = 40;

/**
 * Runs a shell's line as the root of a new user namespace, which has limits of its own. Those below /proc/sys/fs are the
 * machine's: they are left alone.
 */
const NAMESPACE = ['unshare', '--user', '--map-root-user'] as const;
const FEW_WATCHES = 'echo 5 > /proc/sys/user/max_inotify_watches';
const NO_INSTANCE = 'echo 0 > /proc/sys/user/max_inotify_instances';

const namespaces = canLimit(`${FEW_WATCHES} && ${NO_INSTANCE}`);

const lineSchema = z.union([
  z.strictObject({ kept: z.string() }),
  z.strictObject({ changed: z.array(z.string()) }),
  z.strictObject({ files: z.int() }),
]);

let folder: TemporaryFolder;
let end: () => void = () => undefined;

beforeEach(async () => {
  folder = await TemporaryFolder.create();
  for (let index = 0; index < FOLDERS; index += 1) {
    await mkdir(join(folder.path, `project-${index}`));
    await folder.write(join(`project-${index}`, 'a.jsonl'), '{}\n');
  }
});
afterEach(async () => {
  end();
  await folder[Symbol.asyncDispose]();
});

function canLimit(line: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const [command, ...args] = NAMESPACE;
    execFileSync(command, [...args, 'sh', '-c', line], { stdio: 'ignore' });
    return true;
  } catch {
    // No unshare, or a container that forbids namespaces.
    return false;
  }
}

/** Keeps the folder in a process that begins with a shell's line. `full`: it has opened all the files that it may. */
function keep(namespace: readonly string[], limit: string, ...full: readonly 'full'[]) {
  const run = ['sh', '-c', `${limit} && exec "$0" "$@"`, process.execPath, ENTRY, folder.path, ...full];
  const [command = '', ...args] = [...namespace, ...run];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  end = () => child.stdin.end();
  const said: z.infer<typeof lineSchema>[] = [];
  createInterface(child.stdout).on('line', (line) => said.push(lineSchema.parse(JSON.parse(line))));
  return {
    /** Ways in which the source was kept, since it isn't watched. */
    kept: () => said.flatMap((line) => ('kept' in line ? [line.kept] : [])),
    changed: () => said.flatMap((line) => ('changed' in line ? line.changed : [])),
    /** Files that each walk found. */
    walks: () => said.flatMap((line) => ('files' in line ? [line.files] : [])),
    walk: () => child.stdin.write('walk\n'),
  };
}

test.skipIf(process.platform === 'win32')('without a limit changes are told', async () => {
  const source = keep([], 'true');
  // The walk that comes once everything is watched.
  await eventually(() => source.walks().length > 0);
  const path = await folder.write(join('project-7', 'b.jsonl'), '{}\n');
  await eventually(() => source.changed().includes(path));
  expect(source.kept()).toEqual([]);
});

async function expectWalks(source: ReturnType<typeof keep>): Promise<void> {
  await eventually(() => source.kept().includes('walked-limit') && source.walks().length > 0);
  await writeFile(join(folder.path, 'project-7', 'b.jsonl'), '{}\n');
  source.walk();
  await eventually(() => source.walks().includes(FOLDERS + 1));
  expect(source.kept()).toEqual(['walked-limit']);
  expect(source.changed()).toEqual([]);
}

describe.skipIf(!namespaces)('where the system watches no more for this user', () => {
  test.each([
    ['fewer watches than folders (ENOSPC)', FEW_WATCHES],
    ['no watcher left (EMFILE)', NO_INSTANCE],
  ])('with %s, a source is walked instead', async (_what, limit) => {
    await expectWalks(keep(NAMESPACE, limit));
  });
});

// macOS watches without opening files.
test.skipIf(process.platform !== 'linux')(
  'where no file may be opened any more (EMFILE), a source is walked once some were closed',
  async () => {
    await expectWalks(keep([], 'ulimit -n 200', 'full'));
  },
);
