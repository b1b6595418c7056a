/**
 * What of a library may leave the machine, and what it has cost.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccountStore } from '../../../../../electron/main/library/account-store.ts';
import { BatchStore } from '../../../../../electron/main/library/batch-store.ts';
import { privateStretches, withoutPrivate } from '../../../../../electron/main/library/private-spans.ts';
import { withheld } from '../../../../../electron/main/library/migrations/0011-withheld.ts';
import { emptyProgress, VectorStore } from '../../../../../electron/main/library/vector-store.ts';
import { encodeBatch } from '../../../../../electron/shared/reader-protocol.ts';
import { batchOf, libraryWithFiles } from '../../../../doubles/library.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

const local = { provider: 'local', model: 'fake', dimensions: 8, chunkerVersion: 1 };
const voyage = { ...local, provider: 'voyage' };
const everything = 1_000;

async function inLibrary(
  conversations: readonly (readonly string[])[],
  work: (vectors: VectorStore, account: AccountStore, run: (sql: string) => void) => void,
): Promise<void> {
  await using folder = await TemporaryFolder.create();
  const { database, files } = libraryWithFiles(folder.path, conversations.length);
  const store = new BatchStore(database);
  for (const [at, file] of files.entries()) {
    store.commit([{ file, batch: encodeBatch(batchOf(`c${at}`, conversations[at] ?? [])) }]);
  }
  work(new VectorStore(database), new AccountStore(database), (sql) => database.exec(sql));
  database.close();
}

const textsOf = (
  vectors: VectorStore,
  index: number | null,
  leftOut?: { projects: string[]; sources: string[] },
) =>
  vectors
    .backlog(index, null, everything, leftOut)
    .texts.map(({ text }) => text)
    .join('\n');

describe('private spans', () => {
  test('end at their tag, or with the message', () => {
    expect(privateStretches('a <private>b</private> c')).toEqual([[2, 22]]);
    expect(privateStretches('a <PRIVATE>b')).toEqual([[2, 12]]);
    expect(privateStretches('a </private> b')).toEqual([]);
  });

  test('are taken out of any part of a message, also of one that holds neither tag', () => {
    const message = 'open one <private>hidden two hidden three hidden four</private> open five';
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: message.length }),
        fc.integer({ min: 0, max: message.length }),
        (a, b) => {
          const kept = withoutPrivate(message.slice(Math.min(a, b), Math.max(a, b)), message);
          // Shorter pieces of the words may stand in the open parts too.
          expect(kept).not.toMatch(/hidden|two|three|four/);
        },
      ),
    );
  });

  test('never leave the library for a provider elsewhere, and are embedded here', async () => {
    const secret = Array.from({ length: 12 }, (_, index) => `hidden${index} ${'word '.repeat(60)}`).join('');
    await inLibrary([[`Open before. <private>${secret}</private> Open after.`, 'An answer.']], (vectors) => {
      const [here, there] = [vectors.ensureIndex(local), vectors.ensureIndex(voyage)];
      expect(textsOf(vectors, here)).toContain('hidden3');
      for (const index of [there, null]) {
        expect(textsOf(vectors, index)).not.toContain('hidden');
        expect(textsOf(vectors, index)).toContain('An answer.');
      }
    });
  });
});

describe('a text that is private as a whole', () => {
  test('is kept back from one index: it neither waits nor counts as failed, and the other index has it', async () => {
    await inLibrary([['<private>All of it.</private>'], ['Open words.']], (vectors) => {
      const [here, there] = [vectors.ensureIndex(local), vectors.ensureIndex(voyage)];
      const vector = new Float32Array(8).fill(1);
      const results = vectors
        .backlog(there, null, 9)
        .texts.map(({ id, text }) => (text.trim() === '' ? { id, withheld: true as const } : { id, vector }));
      vectors.store(there, results);
      expect(vectors.progress(there)).toEqual({ ...emptyProgress(), embedded: 1, withheld: 1 });
      expect(vectors.backlog(there, null, 9).texts).toEqual([]);
      expect(vectors.retryQuarantined(there)).toBe(0);
      expect(vectors.progress(here).pending).toBe(2);
      vectors.remove(there);
      expect(vectors.progress(vectors.ensureIndex(voyage)).pending).toBe(2);
    });
  });

  test('was kept as a failure once, and is moved', async () => {
    await inLibrary([['<private>All of it.</private>']], (vectors, _account, run) => {
      const there = vectors.ensureIndex(voyage);
      const [text] = vectors.backlog(there, null, 1).texts;
      if (!text) throw new Error('There is no backlog.');
      vectors.store(there, [{ id: text.id, quarantined: 'All of it is private, so it was not sent.' }]);
      run(`DROP TABLE withheld; ${withheld}`);
      expect(vectors.progress(there)).toEqual({ ...emptyProgress(), withheld: 1 });
    });
  });
});

describe('what is left out', () => {
  test('is what belongs to a project or comes from a source, and nothing waits for it', async () => {
    const said = [['First project.'], ['Second project.'], ['Folder in the first.'], ['First-born.']];
    await inLibrary(said, (vectors, _account, run) => {
      run(`UPDATE conversations SET project = CASE key WHEN 'c0' THEN '/work/first' WHEN 'c1' THEN '/work/second'
           WHEN 'c2' THEN '/work/first/folder' ELSE '/work/first-born' END`);
      const index = vectors.ensureIndex(voyage);
      const projects = { projects: ['/work/first'], sources: [] };
      expect(textsOf(vectors, index, projects)).toBe('Second project.\nFirst-born.');
      expect(vectors.progress(index, projects)).toEqual({ ...emptyProgress(2), excluded: 2 });
      expect(vectors.progress(null, projects)).toEqual({ ...emptyProgress(2), excluded: 2 });
      const sources = { projects: [], sources: ['home'] };
      expect(textsOf(vectors, index, sources)).toBe('');
      expect(vectors.progress(index, sources).pending).toBe(0);
    });
  });
});

describe('the account', () => {
  const call = {
    model: 'voyage-4',
    kind: 'document',
    texts: 2,
    estimatedTokens: 100,
    rawTokens: 80,
    usdPerMillion: 0.06,
  } as const;

  test('counts what was charged: stored, answered, lost, and what nobody knows the end of', async () => {
    await inLibrary([['Words.']], (_vectors, account) => {
      account.closeCall(account.openCall(call), { state: 'unpaid' }, {});
      account.closeCall(account.openCall(call), { state: 'answered', tokens: 90 }, { github: 2 });
      account.closeCall(account.openCall(call), { state: 'lost', tokens: null }, {});
      account.openCall({ ...call, kind: 'query', estimatedTokens: 5 });
      expect(account.spending()).toEqual([
        {
          model: 'voyage-4',
          usdPerMillion: 0.06,
          calls: 3,
          tokens: 90 + 100 + 5,
          queryTokens: 5,
          lostTokens: 100,
          rawTokens: 80,
          answeredTokens: 90,
          answeredCalls: 1,
          answeredSquares: (90 * 90) / 80,
        },
      ]);
      expect(account.masked()).toEqual([{ rule: 'github', count: 2 }]);
    });
  });

  test('settles a call with its vectors; what was under way at a kill was paid for nothing', async () => {
    await inLibrary([['Words.']], (vectors, account) => {
      const index = vectors.ensureIndex(voyage);
      const [stored, answered] = [account.openCall(call), account.openCall(call)];
      for (const id of [stored, answered]) account.closeCall(id, { state: 'answered', tokens: 100 }, {});
      account.openCall(call);
      const [text] = vectors.backlog(index, null, 1).texts;
      if (!text) throw new Error('There is no backlog.');
      vectors.store(index, [{ id: text.id, vector: new Float32Array(8).fill(1) }], [stored]);
      expect(account.loseOpenCalls()).toBe(2);
      expect(account.spending()).toMatchObject([{ calls: 3, tokens: 300, lostTokens: 200 }]);
    });
  });

  test('keeps what was agreed to', async () => {
    await inLibrary([], (_vectors, account) => {
      const consent = { at: 1, model: 'voyage-4', usdPerMillion: 0.06, tokens: 5, sources: ['home'] };
      account.consent(consent);
      account.consent({ ...consent, at: 2, tokens: 9 });
      expect(account.lastConsent('voyage-4')).toEqual({ ...consent, at: 2, tokens: 9 });
      expect(account.lastConsent('voyage-4-lite')).toBeNull();
    });
  });
});

describe('an index that is removed', () => {
  test('takes its vectors along, leaves the other one, and its number is not given again', async () => {
    await inLibrary([['Words.']], (vectors) => {
      const [here, there] = [vectors.ensureIndex(local), vectors.ensureIndex(voyage)];
      for (const index of [here, there]) {
        const [text] = vectors.backlog(index, null, 1).texts;
        if (text) vectors.store(index, [{ id: text.id, vector: new Float32Array(8).fill(1) }]);
      }
      expect(vectors.list()).toMatchObject([
        { id: here, provider: 'local', vectors: 1, bytes: 34 },
        { id: there, provider: 'voyage', vectors: 1 },
      ]);
      vectors.remove(there);
      expect(vectors.list().map(({ id }) => id)).toEqual([here]);
      expect(vectors.ensureIndex(voyage)).toBeGreaterThan(there);
      expect(vectors.progress(here)).toEqual({ ...emptyProgress(), embedded: 1 });
    });
  });
});
