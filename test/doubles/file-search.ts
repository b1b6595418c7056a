/** Looks for a text in whatever files there are, binary ones too. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a folder, and of those in it, whose bytes hold `text` in UTF-8 or UTF-16. */
export async function filesHolding(folder: string, text: string): Promise<string[]> {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  const holding: string[] = [];
  for (const file of await filesIn(folder)) {
    // A program that runs removes files of its own.
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (forms.some((form) => bytes.includes(form))) holding.push(file);
  }
  return holding;
}

/** All files of a folder, and of those in it. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
