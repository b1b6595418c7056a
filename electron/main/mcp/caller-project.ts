/**
 * Which project an agent works on, told from the folder that it started its server in, or those that its client names.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The project that an agent works on: the folder under version control around its process's, else the first of its
 * client's folders that is about something, else what `callerProject` says of the process's.
 */
export async function projectOfCaller(
  folder: string,
  roots: () => Promise<readonly string[]>,
  home: string,
): Promise<string | undefined> {
  const own = callerProject(folder, home);
  if (own !== undefined && existsSync(join(own, '.git'))) return own;
  return projectOfRoots(await roots(), home) ?? own;
}

/** The project that an agent works on of which only its client's folders are known: that of the first that is about something. */
export function projectOfRoots(roots: readonly string[], home: string): string | undefined {
  return roots.flatMap((root) => callerProject(root, home) ?? [])[0];
}

/**
 * The folder of the project around `folder`: the nearest one that is under version control, or `folder` itself where
 * none is. Undefined where that is the user's home, a folder above it or a drive: such an agent works on nothing in
 * particular, and conversations that have no project are to be found too.
 */
export function callerProject(folder: string, home: string): string | undefined {
  const start = resolve(folder);
  const above = new Set(withParents(resolve(home)));
  const inside = withParents(start).filter((each) => !above.has(each) && dirname(each) !== each);
  return inside.find((each) => existsSync(join(each, '.git'))) ?? inside[0];
}

/** A folder and those above it, the nearest first. */
function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}
