/**
 * Changes another program's settings file with care: a backup beside it, the new text put in place in one step, and the
 * same bytes as before when the change is undone.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RecollectError } from '../../electron/shared/errors.ts';

/** What is to become of a file. */
export interface SettingsChange {
  readonly changed: boolean;
  /** Its text; null where there is no file. */
  readonly before: string | null;
  readonly after: string | null;
  /** Where `before` is kept; null where nothing of it would be lost. */
  readonly backup: string | null;
  /** The backup whose text this is again; it is not needed any more then. */
  readonly restored: string | null;
}

/** How a settings file is changed and changed back, as text. Both may throw a RecollectError. */
export interface TextChange {
  readonly add: (text: string) => string;
  readonly remove: (text: string) => string;
}

/** What adding makes of the file; nothing is written. A file that isn't there counts as empty. */
export async function previewChange(path: string, { add }: Pick<TextChange, 'add'>): Promise<SettingsChange> {
  const before = await readText(path);
  const after = add(before ?? '');
  return changeTo(path, before, after === (before ?? '') ? before : after);
}

/**
 * What undoing makes of the file; nothing is written. Where nothing else has changed since it was added, the file is
 * again what it was, to the byte, or gone where it was not there; otherwise what was added is taken out.
 */
export async function previewUndo(path: string, change: TextChange): Promise<SettingsChange> {
  const before = await readText(path);
  if (before === null) return changeTo(path, before, before);
  const after = change.remove(before);
  if (after === before) return changeTo(path, before, before);
  for (const name of namesOfBackups(path).reverse()) {
    const kept = await readText(name);
    if (kept !== null && isWithout(kept, before, change))
      return { changed: true, before, after: kept, backup: null, restored: name };
  }
  if (isWithout('', before, change))
    return { changed: true, before, after: null, backup: null, restored: null };
  return changeTo(path, before, after);
}

/** Writes a change. @throws RecollectError `settings-invalid` where the file changed meanwhile. */
export async function applyChange(path: string, change: SettingsChange): Promise<void> {
  if (!change.changed) return;
  if ((await readText(path)) !== change.before) {
    throw new RecollectError(
      'settings-invalid',
      `${path} was changed by another program just now. Try again.`,
    );
  }
  if (change.after === null) {
    await rm(path);
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  if (change.backup !== null) await copyFile(path, change.backup);
  // The file itself, where the path is a link to it: many keep their settings elsewhere and link to them.
  const file = change.before === null ? path : await realpath(path);
  const mode = change.before === null ? 0o600 : (await stat(file)).mode;
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, change.after, { mode });
  await rename(temporary, file);
  if (change.restored !== null) await rm(change.restored);
}

function changeTo(path: string, before: string | null, after: string | null): SettingsChange {
  const changed = before !== after;
  const backup = changed && before !== null ? freeName(path) : null;
  return { changed, before, after, backup, restored: null };
}

/** Whether `text` has what was added and is otherwise `earlier`. */
function isWithout(earlier: string, text: string, { add, remove }: TextChange): boolean {
  try {
    return remove(earlier) === earlier && add(earlier) === text;
  } catch (error) {
    // An earlier text that was not understood is none that anything was added to.
    if (error instanceof RecollectError) return false;
    throw error;
  }
}

/** The backups of a file that are there, the oldest first. */
function namesOfBackups(path: string): string[] {
  const names: string[] = [];
  for (let name = nameOfBackup(path, 1); existsSync(name); name = nameOfBackup(path, names.length + 1))
    names.push(name);
  return names;
}

/** A name that is free: an earlier backup is never written over. */
function freeName(path: string): string {
  return nameOfBackup(path, namesOfBackups(path).length + 1);
}

function nameOfBackup(path: string, number: number): string {
  return `${path}.before-recollect${number === 1 ? '' : `-${number}`}`;
}

/** The text with its byte order mark, if it has one. Bytes that are no text would be lost: such a file is left alone. */
async function readText(path: string): Promise<string | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new RecollectError('settings-invalid', `${path} can't be read: ${String(error)}`, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new RecollectError(
      'settings-invalid',
      `${path} is not in UTF-8 and was left as it is. Add the server there by hand.`,
      { cause: error },
    );
  }
}
