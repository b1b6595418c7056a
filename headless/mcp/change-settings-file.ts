/**
 * Changes another program's settings file with care: a backup beside it, the new text put in place in one step.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RecollectError } from '../../electron/shared/errors.ts';

/** What became of a file. `backup` is null where there was none to keep. */
export interface SettingsChange {
  readonly changed: boolean;
  readonly before: string;
  readonly after: string;
  readonly backup: string | null;
}

/** What `change` makes of the file's text; nothing is written. A file that isn't there counts as empty. */
export async function previewChange(path: string, change: (text: string) => string): Promise<SettingsChange> {
  const before = await readText(path);
  const after = change(before ?? '');
  const changed = after !== (before ?? '');
  return {
    changed,
    before: before ?? '',
    after,
    backup: changed && before !== null ? freeName(`${path}.before-recollect`) : null,
  };
}

/** Writes a change. @throws RecollectError `settings-invalid` where the file changed meanwhile. */
export async function applyChange(path: string, change: SettingsChange): Promise<void> {
  if (!change.changed) return;
  if (((await readText(path)) ?? '') !== change.before) {
    throw new RecollectError(
      'settings-invalid',
      `${path} was changed by another program just now. Try again.`,
    );
  }
  await mkdir(dirname(path), { recursive: true });
  if (change.backup !== null) await copyFile(path, change.backup);
  const mode = await stat(path).then(
    (stats) => stats.mode,
    () => 0o600,
  );
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, change.after, { mode });
  await rename(temporary, path);
}

/** The name, or the first of its numbered ones that is free: an earlier backup is never written over. */
function freeName(name: string): string {
  let free = name;
  for (let number = 2; existsSync(free); number += 1) free = `${name}-${number}`;
  return free;
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new RecollectError('settings-invalid', `${path} can't be read: ${String(error)}`, { cause: error });
  }
}
