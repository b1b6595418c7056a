import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../../../../../electron/shared/reader-protocol.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';

const fixture = fileURLToPath(
  new URL('../../../../../../fixtures/codex-names/session_index.jsonl', import.meta.url),
);

const namesOf = ({ batches }: Reading): unknown[] => batches.flatMap(({ names }) => names ?? []);

const line = (id: string, name: string): string =>
  `${JSON.stringify({ id, thread_name: name, updated_at: '2026-05-20T10:00:00Z' })}\n`;

describe('Codex’s list of names', () => {
  test('gives each name in the order of the file, and none where one was taken back', async () => {
    const reading = await readHistory(fixture);
    const [ferries, tides] = ['0198f3a2-1c4d-7e10-8b5a-2f6d9c7e4a01', '0198aaaa-0000-7000-8000-00000000dead'];
    expect(namesOf(reading)).toEqual([
      { key: ferries, name: 'Ferries', time: Date.UTC(2026, 4, 20, 10) },
      { key: tides, name: 'Tide tables', time: Date.UTC(2026, 4, 21, 10, 0, 0, 123) },
      { key: ferries, name: 'Ferries that are skipped', time: Date.UTC(2026, 4, 22, 10) },
    ]);
    expect(reading.checkpoint.format).toBe('codex');
    expect(reading.skipped).toEqual({});
    expect([...reading.parts, ...reading.facts]).toEqual([]);
  });

  test('counts what it can’t read', async () => {
    await using folder = await TemporaryFolder.create();
    const lines = [line('a', 'A'), '{"id":"b","updated_at":"x"}\n', '{"id":""}\n', 'nonsense\n', '\n'];
    const reading = await readHistory(await folder.write('session_index.jsonl', lines.join('')));
    expect(reading.skipped).toEqual({ 'unknown-shape': 2, 'invalid-json': 1 });
    expect(namesOf(reading)).toHaveLength(1);
  });

  test('gives names of one line that fit a list, whatever somebody wrote', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[31mred\u001b[0m', 'two\nlines', 'x'.repeat(5_000), '__proto__', '\ud800'),
    );
    await using folder = await TemporaryFolder.create();
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 5 }), async (names) => {
        const text = names.map((one, index) => line(`id-${index}`, one)).join('');
        const given = (await readHistory(await folder.write('s.jsonl', text))).batches.flatMap(
          (batch) => batch.names ?? [],
        );
        for (const { name: one } of given) {
          expect(one).toMatch(/^\S(?:.*\S)?$/su);
          expect(one.length).toBeLessThanOrEqual(100);
          expect(one.isWellFormed()).toBe(true);
          expect(['\n', '\r', '\t', '\u001b'].filter((unit) => one.includes(unit))).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('read at any moments while it grows, gives the names that it gives at once', async () => {
    const naming = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('One', 'Two', '', 'Drei ß'));
    const lists = fc.array(naming, { minLength: 1, maxLength: 8 });
    await using folder = await TemporaryFolder.create();
    await fc.assert(
      fc.asyncProperty(lists, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), async (list, cuts) => {
        const bytes = Buffer.from(list.map(([id, name]) => line(id, name)).join(''));
        const whole = await readHistory(await folder.write('whole.jsonl', bytes));
        const ends = [...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length];
        const given: unknown[] = [];
        let checkpoint: Checkpoint | null = null;
        for (const end of ends.sort((a, b) => a - b)) {
          const path = await folder.write('growing.jsonl', bytes.subarray(0, end));
          // So little that it can't be told what it is.
          const reading: Reading | null = await readHistory(path, checkpoint).catch(() => null);
          if (!reading) continue;
          if (reading.batches[0]?.mode === 'replace') given.length = 0;
          given.push(...namesOf(reading));
          ({ checkpoint } = reading);
        }
        expect(given).toEqual(namesOf(whole));
      }),
      { numRuns: 50 },
    );
  });
});
