/** Processes as Linux knows them, for tests that look at what a program has started, or kill it. */
import { readdir, readFile } from 'node:fs/promises';

/** The processes that `pid` has started, those that they have started, and so on, of which the command has `word`. */
export async function descendantsWith(pid: number, word: string): Promise<number[]> {
  const found: number[] = [];
  for (const child of await childrenOf(pid)) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    if (command.split(/[\0 ]/).includes(word)) found.push(child);
    found.push(...(await descendantsWith(child, word)));
  }
  return found;
}

/** The processes that `pid` has started and that live. */
export async function childrenOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) found.push(Number(name));
  }
  return found;
}

/** A process that lives. `environment` is empty where it can't be read. */
export interface LinuxProcess {
  readonly pid: number;
  readonly commandLine: string;
  readonly environment: string;
}

/** The processes on whose command line `text` is. */
export async function processesWith(text: string): Promise<LinuxProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => ({
      pid,
      commandLine: (await readOrEmpty(`/proc/${pid}/cmdline`)).replaceAll('\0', ' '),
      environment: await readOrEmpty(`/proc/${pid}/environ`),
    })),
  );
  return found.filter(({ commandLine }) => commandLine.includes(text));
}

/** Processes end while they are looked at. */
function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
