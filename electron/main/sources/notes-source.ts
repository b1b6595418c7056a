/**
 * The folder of notes that agents store: a source by itself, without anybody adding it.
 */
import { mkdir } from 'node:fs/promises';
import type { Library } from '../library/library.ts';

/** What people call it. */
export const NOTES_NAME = 'Notes by agents';

/**
 * Makes the folder and keeps it as a source, so that a note is found as soon as it is stored, also one that another
 * program stores. One that the user has removed from the sources is left alone.
 */
export async function keepNotes(library: Library, folder: string): Promise<void> {
  if ((await library.read.removedSources()).includes(folder)) return;
  await mkdir(folder, { recursive: true });
  await library.write.keepSource(folder, 'added');
}
