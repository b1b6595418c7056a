import { afterAll, describe, expect, test } from 'vitest';
import { Random } from '../../../bench/corpus/random.ts';
import { databaseFixtures } from '../../../bench/fuzz/databases.ts';
import { fuzzFormat, strayWords, wordOwners, type DamagedFixture } from '../../../bench/fuzz/fuzz-format.ts';
import { mutate } from '../../../bench/fuzz/mutate.ts';
import { readableFixtures, type Fixture } from '../../doubles/fixtures.ts';
import { readHistory, TemporaryFolder } from '../../doubles/reader.ts';

/** Few, so that it stays quick; `npm run bench -- fuzz` reads 100,000 a format. */
const INPUTS = 150;

const folder = await TemporaryFolder.create();
afterAll(() => folder[Symbol.asyncDispose]());
const fixtures: DamagedFixture[] = [...(await readableFixtures()), ...(await databaseFixtures(folder.path))];
const owners = await wordOwners(fixtures);
const formats = [...new Set(fixtures.map(({ format }) => format))];

describe('damaged files', () => {
  test.each(formats)(
    'of %s are read or refused with a reason, and keep conversations apart',
    async (format) => {
      const own = fixtures.filter((fixture) => fixture.format === format);
      const report = await fuzzFormat(own, owners, 'every run', [0, INPUTS]);
      expect(report.findings).toEqual([]);
      expect(report.read + report.refused).toBe(INPUTS);
      expect(report.read).toBeGreaterThan(0);
    },
  );

  test('are told apart by words of each conversation’s own', () => {
    for (const { format, name, conversations } of fixtures) {
      // The fork shares a turn with its parent; a prompt may be all that a list has of a session.
      if (conversations.size > 1 && name.endsWith('history.jsonl')) continue;
      const told = [...conversations].every((each) => [...owners.values()].includes(each));
      expect([format, name, told]).toEqual([format, name, true]);
    }
  });

  test('are the same for the same seed', () => {
    const bytes = Buffer.from('{"a":"one"}\n{"b":2}\n{"c":[3]}\n');
    const damaged = (seed: string): string => mutate(bytes, new Random(seed)).bytes.toString('latin1');
    expect(damaged('x')).toBe(damaged('x'));
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(damaged)).size).toBeGreaterThan(3);
  });

  describe('with text in the wrong conversation', () => {
    const [fixture] = fixtures;
    if (!fixture) throw new Error('There are no fixtures.');
    const [place = ''] = fixture.conversations;
    const strays = async (
      { conversations, name = 'a.jsonl' }: { conversations: Fixture['conversations']; name?: string },
      bytes: string,
      keepsLines: boolean,
    ): Promise<string[]> => {
      const reading = await readHistory(fixture.path);
      const [part] = reading.parts;
      const conversation = place.slice(fixture.format.length + 1);
      const parts = part ? [{ ...part, conversation, kind: 'text' as const, text: 'A blue heron.' }] : [];
      const mutation = { bytes: Buffer.from(bytes), keepsLines };
      return strayWords(
        { ...reading, parts },
        { conversations, name },
        mutation,
        new Map([['blue heron', 'codex/other']]),
      );
    };

    test('of another file are found', async () => {
      expect(await strays({ conversations: fixture.conversations }, 'nothing', false)).toHaveLength(1);
    });

    test('of the same file are found where no line was changed', async () => {
      const both = { conversations: new Set([place, 'codex/other']) };
      expect(await strays(both, 'blue heron', true)).toHaveLength(1);
      expect(await strays(both, 'blue heron', false)).toEqual([]);
      expect(await strays({ ...both, name: 'a.json' }, 'blue heron', true)).toEqual([]);
    });

    test('are none where the damaged file says them itself', async () => {
      expect(
        await strays({ conversations: fixture.conversations }, '{"text":"blue\\nheron"}', false),
      ).toEqual([]);
    });
  });
});
