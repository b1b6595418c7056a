import { mkdir, utimes, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checkpoint, ReadBatch } from '../../../../../electron/shared/reader-protocol.ts';
import { copyPath, readableFixtures, type Fixture } from '../../../../doubles/fixtures.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../doubles/reader.ts';

/** Formats of which the files grow at their end. */
const GROWING = /\.(?:jsonl|md|txt)$/;
const MODIFIED = new Date('2026-07-01T00:00:00.000Z');

const fixtures = (await readableFixtures()).filter(({ name }) => GROWING.test(name));

type Part = ReadBatch['parts'][number];

/** Keeps what readings of one file gave, as the library does. */
class Shelf {
  private parts = new Map<string, Part>();
  private given = new Set<string>();
  private skipped: Record<string, number> = {};

  add({ batches, skipped }: Reading): void {
    if (batches[0]?.mode !== 'continue') {
      this.given = new Set();
      this.skipped = {};
    }
    for (const part of batches.flatMap((batch) => batch.parts)) {
      const { uid } = part;
      this.given.add(uid);
      if (!this.parts.has(uid)) this.parts.set(uid, part);
    }
    this.parts = new Map([...this.parts].filter(([uid]) => this.given.has(uid)));
    for (const [reason, count] of Object.entries(skipped)) {
      this.skipped[reason] = (this.skipped[reason] ?? 0) + count;
    }
  }

  /** Parts in the order of their conversation, and what was skipped. */
  contents(): unknown {
    const inOrder = [...this.parts].sort(
      ([a, one], [b, two]) => one.sortTime - two.sortTime || one.offset - two.offset || (a < b ? -1 : 1),
    );
    return { parts: inOrder.map(([, part]) => part), skipped: this.skipped };
  }
}

/** Always at the same place: some formats name a conversation by the path of its file. */
async function grow(fixture: Fixture, folder: string, cuts: readonly number[]): Promise<unknown> {
  const copy = copyPath(fixture, folder);
  await mkdir(copy.folder, { recursive: true });
  const shelf = new Shelf();
  let checkpoint: Checkpoint | null = null;
  for (const end of [...new Set(cuts)].sort((a, b) => a - b)) {
    await writeFile(copy.path, fixture.bytes.subarray(0, end));
    await utimes(copy.path, MODIFIED, MODIFIED);
    // So little that it can't be told what it is.
    const reading: Reading | null = await readHistory(copy.path, checkpoint).catch(() => null);
    if (!reading) continue;
    shelf.add(reading);
    checkpoint = reading.checkpoint;
  }
  return shelf.contents();
}

describe('a growing file, read at 20 random moments,', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    'gives what it gives at once: %s',
    async (_name, fixture) => {
      await using folder = await TemporaryFolder.create();
      const { length } = fixture.bytes;
      const whole = await grow(fixture, folder.path, [length]);
      const cut = fc.integer({ min: 1, max: length - 1 });
      await fc.assert(
        fc.asyncProperty(fc.array(cut, { minLength: 20, maxLength: 20 }), async (cuts) => {
          expect(await grow(fixture, folder.path, [...cuts, length])).toEqual(whole);
        }),
        { numRuns: 3 },
      );
    },
  );
});
