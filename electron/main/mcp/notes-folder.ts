/**
 * Notes as Markdown files in a folder of the data folder, which is a source like any other.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notes } from './recall.ts';

/** Notes in `folder`. */
export function createNotes(folder: string, now: () => Date): Notes {
  return {
    async remember(text, title) {
      await mkdir(folder, { recursive: true });
      const day = now().toISOString().slice(0, 10);
      const path = join(folder, `${day}-${fileName(title ?? 'note')}-${randomUUID().slice(0, 8)}.md`);
      const heading = title === undefined ? '' : `# ${title.replace(/\s+/g, ' ')}\n\n`;
      await writeFile(path, `${heading}${text}\n`, { flag: 'wx' });
      return path;
    },
  };
}

/** A title as part of a file's name, on any system. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return plain === '' ? 'note' : plain.toLowerCase();
}
