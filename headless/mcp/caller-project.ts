/**
 * Which project an agent works on, told from the folder that it started its server in.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

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
