/**
 * What is damaged and read: something that a format reads, and how damaged copies of it are made.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyPath, type Fixture } from '../../test/doubles/fixtures.ts';
import type { Random } from '../corpus/random.ts';
import { mutate } from './mutate.ts';

/** A damaged copy on the disk. */
export interface Damaged {
  /** What is to be read. */
  readonly path: string;
  /** What it says, as far as that can be read without the reader. */
  readonly says: Buffer;
  /** Whole lines or single rows were damaged, each of which says whose it is: no text may change its conversation. */
  readonly apart: boolean;
}

/** Something that is read without a failure while it is whole. */
export interface Subject {
  /** Which kind of file it is, of one format or of one of its forms: `codex`, `codex-packed`, `zip`. */
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  /** What it says, as far as that can be read without the reader. */
  readonly says: Buffer;
  /** The conversations that it holds parts of: `format/key`. */
  readonly conversations: ReadonlySet<string>;
  /** Makes a damaged copy below `folder`; the copy before may be replaced. */
  damage(random: Random, folder: string): Promise<Damaged> | Damaged;
}

/** A fixture as it lies in its folder. */
export function fileSubject(fixture: Fixture): Subject {
  const { name, path, bytes, conversations } = fixture;
  // A line of a document is a piece of whatever it stands in.
  const ownLines = name.endsWith('.jsonl');
  return {
    ...{ kind: kindOf(name), name, path, conversations },
    says: bytes,
    damage: (random, folder) => {
      const copy = copyPath(fixture, folder);
      const damaged = mutate(bytes, random);
      writeAnew(copy.path, damaged.bytes);
      return { path: copy.path, says: damaged.bytes, apart: damaged.keepsLines && ownLines };
    },
  };
}

/** Fixtures of a kind lie in a folder of its name. */
function kindOf(name: string): string {
  return /^[^/\\]+/.exec(name)?.[0] ?? name;
}

/** Writes a file, in a folder that may not be there yet. To cut off an old one would make the disk wait for its bytes. */
export function writeAnew(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
}
