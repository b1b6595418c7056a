/**
 * Packed histories, damaged as files are: in the packed bytes, which are mostly refused, and in what is packed.
 */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { copyPath, type Fixture } from '../../test/doubles/fixtures.ts';
import { makeZip } from '../../test/doubles/zip.ts';
import { mutate } from './mutate.ts';
import { writeAnew, type Subject } from './subject.ts';

/** A fixture that is compressed with Zstandard. */
export function packedSubject(fixture: Fixture): Subject {
  const { name, path, bytes, conversations } = fixture;
  const says = zstdDecompressSync(bytes);
  return {
    ...{ kind: `${fixture.format}-packed`, name, path, conversations, says },
    damage: (random, folder) => {
      const copy = copyPath(fixture, folder);
      const inside = random.chance(0.5);
      const damaged = mutate(inside ? says : bytes, random);
      writeAnew(copy.path, inside ? zstdCompressSync(damaged.bytes) : damaged.bytes);
      return { path: copy.path, says: damaged.bytes, apart: inside && damaged.keepsLines };
    },
  };
}

/** A zip of fixtures, of which each holds one conversation. Made in `folder`. */
export async function zipSubject(fixtures: readonly Fixture[], folder: string): Promise<Subject> {
  const contents = fixtures.map(({ name, bytes }) => [name.replaceAll('\\', '/'), bytes] as const);
  const bytes = await makeZip(Object.fromEntries(contents));
  const path = join(folder, 'histories.zip');
  writeFileSync(path, bytes);
  return {
    ...{ kind: 'zip', name: basename(path), path },
    conversations: new Set(fixtures.flatMap(({ conversations }) => [...conversations])),
    says: Buffer.concat(contents.map(([, content]) => content)),
    damage: async (random, into) => {
      const inside = random.chance(0.5);
      const chosen = random.pick(contents);
      const damaged = mutate(inside ? chosen[1] : bytes, random).bytes;
      const changed = contents.map(
        ([name, content]) => [name, name === chosen[0] ? damaged : content] as const,
      );
      const copy = join(into, basename(path));
      writeAnew(copy, inside ? await makeZip(Object.fromEntries(changed)) : damaged);
      // Only one of its files was damaged, which holds one conversation.
      return { path: copy, says: damaged, apart: inside };
    },
  };
}
