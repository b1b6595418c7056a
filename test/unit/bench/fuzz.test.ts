import { afterAll, describe, expect, test } from 'vitest';
import { Random } from '../../../bench/corpus/random.ts';
import { fuzz, strayWords, wordOwners } from '../../../bench/fuzz/fuzz.ts';
import { mutate } from '../../../bench/fuzz/mutate.ts';
import { fuzzSubjects } from '../../../bench/fuzz/subjects.ts';
import type { ReadBatch } from '../../../electron/shared/reader-protocol.ts';
import { readHistory, TemporaryFolder } from '../../doubles/reader.ts';

/** Few, so that it stays quick; `npm run bench -- fuzz` reads 100,000 a kind. */
const INPUTS = 150;

/** Bytes read at once: so few that blocks end everywhere. */
const SMALLEST_BLOCK = 512;
const LARGEST_BLOCK = 16 * 1024;

const folder = await TemporaryFolder.create();
afterAll(() => folder[Symbol.asyncDispose]());
const subjects = await fuzzSubjects(folder.path);
const owners = await wordOwners(subjects);
const kinds = [...new Set(subjects.map(({ kind }) => kind))];

async function read(path: string, random: Random): Promise<readonly ReadBatch[]> {
  return (await readHistory(path, null, random.integer(SMALLEST_BLOCK, LARGEST_BLOCK))).batches;
}

describe('damaged files', () => {
  test.each(kinds)('of %s are read or refused with a reason, and keep conversations apart', async (kind) => {
    const own = subjects.filter((subject) => subject.kind === kind);
    const report = await fuzz(own, owners, 'every run', [0, INPUTS], { read });
    expect(report.findings).toEqual([]);
    expect(report.read + report.refused).toBe(INPUTS);
    expect(report.read).toBeGreaterThan(0);
  });

  test('are told apart by words of each conversation’s own', () => {
    for (const { kind, name, conversations } of subjects) {
      // A prompt may be all that a list has of a session.
      if (conversations.size > 1 && name.endsWith('history.jsonl')) continue;
      const told = [...conversations].every((each) => [...owners.values()].includes(each));
      expect([kind, name, told]).toEqual([kind, name, true]);
    }
  });

  test('are the same for the same seed', () => {
    const bytes = Buffer.from('{"a":"one"}\n{"b":2}\n{"c":[3]}\n');
    const damaged = (seed: string): string => mutate(bytes, new Random(seed)).bytes.toString('latin1');
    expect(damaged('x')).toBe(damaged('x'));
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(damaged)).size).toBeGreaterThan(3);
  });

  describe('with text in the wrong conversation', () => {
    const strays = async (inTheFile: readonly string[], says: string, apart: boolean): Promise<string[]> => {
      const [subject] = subjects;
      const { batches } = await readHistory(subject?.path ?? '');
      const [batch] = batches;
      const [part] = batch?.parts ?? [];
      if (!batch || !part) throw new Error('There is nothing to read.');
      const parts = [{ ...part, kind: 'text' as const, text: 'A blue heron.' }];
      const place = `${batch.checkpoint.format}/${part.conversation}`;
      return strayWords(
        [{ ...batch, parts }],
        { conversations: new Set([place, ...inTheFile]) },
        { says: Buffer.from(says), apart },
        new Map([['blue heron', 'codex/other']]),
      );
    };

    test('of another file are found', async () => {
      expect(await strays([], 'nothing', false)).toHaveLength(1);
    });

    test('of the same file are found where the damage can not have moved it', async () => {
      expect(await strays(['codex/other'], 'blue heron', true)).toHaveLength(1);
      expect(await strays(['codex/other'], 'blue heron', false)).toEqual([]);
    });

    test('are none where the damaged file says them itself', async () => {
      expect(await strays([], '{"text":"blue\\nheron"}', false)).toEqual([]);
      expect(await strays([], '{"text":"blue\\ud800heron"}', false)).toEqual([]);
    });
  });
});
