/**
 * The fixtures of all formats that a reader reads, whichever those are.
 */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FormatName } from '../../electron/shared/conversation.ts';
import { readHistory } from './reader.ts';

/** A file that is read without a failure. */
export interface Fixture {
  /** Path below test/fixtures/. */
  readonly name: string;
  readonly path: string;
  readonly format: FormatName;
  readonly bytes: Buffer;
  /** The conversations that it holds parts of: `format/key`. */
  readonly conversations: ReadonlySet<string>;
}

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Reads all fixtures; files that are no histories (notes, what lies beside one) are left out. */
export async function readableFixtures(): Promise<Fixture[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const fixtures: Fixture[] = [];
  for (const path of paths.sort()) {
    const reading = await readHistory(path).catch(() => null);
    if (!reading || reading.parts.length === 0) continue;
    const name = relative(folder, path);
    const { format } = reading.checkpoint;
    const conversations = new Set(reading.parts.map(({ conversation }) => `${format}/${conversation}`));
    fixtures.push({ name, path, format, bytes: await readFile(path), conversations });
  }
  return fixtures;
}

/** Where a copy of a fixture lies in another folder: formats may look at the names above a file. */
export function copyPath(fixture: Fixture, into: string): { path: string; folder: string } {
  const path = join(into, fixture.name);
  return { path, folder: dirname(path) };
}
