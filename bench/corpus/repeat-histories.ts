/**
 * Makes a large history out of a small real one: its files again and again, each time as other sessions with other
 * words, so that nothing of a copy is known from the one before.
 */
import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';

/** What was written. */
export interface RepeatedHistories {
  readonly files: number;
  readonly bytes: number;
}

const EXTENSIONS = new Set(['.json', '.jsonl']);

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Ids of replies and tool calls; of sessions that are named otherwise. */
const OTHER_IDS = /\b(?:msg|toolu|req)_[A-Za-z0-9]+|(?<="(?:sessionId|uuid|parentUuid)":")[^"]+/g;
const TEXTS = /(?<="(?:text|content)":")(?=[^"])/g;

/** Copies the histories below `from` into `to` until there are `bytes` of them. */
export async function repeatHistories(from: string, to: string, bytes: number): Promise<RepeatedHistories> {
  const names = (await readdir(from, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name)))
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .sort();
  if (names.length === 0) throw new Error(`There are no histories in ${from}.`);
  let files = 0;
  let written = 0;
  for (let copy = 0; written < bytes; copy += 1) {
    for (const name of names) {
      const history = otherHistory(await readFile(join(from, name), 'utf8'), copy);
      const path = join(to, String(copy), otherIds(name, copy));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, history);
      files += 1;
      written += Buffer.byteLength(history);
    }
  }
  return { files, bytes: written };
}

/** A history as it could be of other sessions: its ids are others, and each text begins with a word of its own. */
export function otherHistory(history: string, copy: number): string {
  return otherIds(history, copy).replace(TEXTS, `copy${copy} `);
}

function otherIds(text: string, copy: number): string {
  const other = (id: string): string => hash('sha256', `${copy} ${id}`);
  return text
    .replace(UUID, (id) => {
      const digits = other(id);
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        digits.slice(12, 16),
        digits.slice(16, 20),
        digits.slice(20, 32),
      ].join('-');
    })
    .replace(OTHER_IDS, (id) => (isUuid(id) ? id : other(id).slice(0, Math.max(12, id.length))));
}

function isUuid(id: string): boolean {
  return id.length === 36 && id.split('-').length === 5;
}
