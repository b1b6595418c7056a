/**
 * All that is damaged and read, of every format.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readableFixtures } from '../../test/doubles/fixtures.ts';
import { databaseSubjects } from './databases.ts';
import { packedSubject, zipSubject } from './packed.ts';
import { treeSubjects } from './session-tree.ts';
import { fileSubject, type Subject } from './subject.ts';

/** Formats of which a file lies in the zip. */
const ZIPPED: readonly string[] = ['claude-ai', 'gemini', 'specstory', 'copilot-cli'];

/** Makes, in `folder`, what no fixture is there for. */
export async function fuzzSubjects(folder: string): Promise<Subject[]> {
  mkdirSync(folder, { recursive: true });
  const fixtures = await readableFixtures();
  const packed = fixtures.filter(({ name }) => name.endsWith('.zst'));
  const zipped = ZIPPED.flatMap((format) => fixtures.find((fixture) => fixture.format === format) ?? []);
  return [
    ...fixtures.filter((fixture) => !packed.includes(fixture)).map(fileSubject),
    ...packed.map(packedSubject),
    await zipSubject(zipped, folder),
    ...databaseSubjects(folder),
    ...treeSubjects(join(folder, 'tree')),
  ];
}
