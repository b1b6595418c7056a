/**
 * The data folder among sources: it is none itself, and is left out of one that lies above it. What is in it was read
 * from elsewhere, and it changes with every import: watching it would never end.
 */
import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { notesFolder, restoredFolder, uploadsFolder } from '../settings/data-directory.ts';
import { includeOf } from './discover.ts';
import { leavingOut, type Include } from './include.ts';
import { isWithin } from './within.ts';

/** The data folder by each of its paths: as it was named, and where links lead. */
export type DataFolder = readonly string[];

/** Finds the paths of a data folder. */
export async function dataFolder(directory: string): Promise<DataFolder> {
  const named = resolve(directory);
  const real = await realpath(named).catch(() => named);
  return [...new Set([named, real])];
}

/** Whether a path is in the data folder and holds nothing but what Recollect itself writes and reads there. */
export function isOwn(path: string, folder: DataFolder): boolean {
  return folder.some((directory) => {
    const others = [uploadsFolder(directory), notesFolder(directory), restoredFolder(directory)];
    return isWithin(path, directory) && !others.some((other) => isWithin(path, other));
  });
}

/** Why a path that `isOwn` can't be a source, as a sentence. */
export function whyOwn(path: string): string {
  return `${path} is where Recollect keeps its library: what is in there was read already. Add the folders that your AI assistants write.`;
}

/** What of a source is looked at: what `includeOf` says, without the data folder. */
export function includeBeside(source: string, folder: DataFolder): Include {
  const path = resolve(source);
  const below = folder
    .filter((directory) => directory !== path && isWithin(directory, path))
    .map((directory) => relative(path, directory).split(sep));
  return leavingOut(includeOf(path), below);
}
