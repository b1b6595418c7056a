import { describe, expect, test } from 'vitest';
import { Random } from '../../../bench/corpus/random.ts';
import { fuzzFormat, wordOwners } from '../../../bench/fuzz/fuzz-format.ts';
import { mutate } from '../../../bench/fuzz/mutate.ts';
import { readableFixtures } from '../../doubles/fixtures.ts';

/** Few, so that it stays quick; `npm run bench -- fuzz` reads 100,000 a format. */
const INPUTS = 150;

const fixtures = await readableFixtures();
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

  test('with text in the wrong conversation are found', async () => {
    const [one] = fixtures;
    const other = fixtures.find(({ format }) => format !== one?.format);
    if (!one || !other) throw new Error('There are too few fixtures.');
    const wrong = { ...one, conversations: other.conversations };
    const { findings } = await fuzzFormat([wrong], owners, 'wrong', [0, 40]);
    expect(findings.length).toBeGreaterThan(0);
  });
});
