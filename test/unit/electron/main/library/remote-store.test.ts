import { mkdtempSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BatchStore } from '../../../../../electron/main/library/batch-store.ts';
import { formatPointId, parsePointId, pointIdOf } from '../../../../../electron/main/library/point-id.ts';
import { RemoteBacklog, type UnsentChunk } from '../../../../../electron/main/library/remote-backlog.ts';
import { RemoteStore } from '../../../../../electron/main/library/remote-store.ts';
import { sparseDocument, sparseQuery } from '../../../../../electron/main/library/sparse-words.ts';
import { VectorStore } from '../../../../../electron/main/library/vector-store.ts';
import { WordTerms } from '../../../../../electron/main/library/word-terms.ts';
import { encodeBatch } from '../../../../../electron/shared/reader-protocol.ts';
import type { FileId } from '../../../../../electron/shared/ids.ts';
import { batchOf, libraryWithFiles } from '../../../../doubles/library.ts';

let folder: string;
let database: DatabaseSync;
let files: FileId[];
let remotes: RemoteStore;
let backlog: RemoteBacklog;
let index: number;
let remote: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recollect-remote-'));
  ({ database, files } = libraryWithFiles(folder, 3));
  index = new VectorStore(database).ensureIndex({
    ...{ provider: 'local', model: 'test', dimensions: 2, chunkerVersion: 1 },
  });
  remotes = new RemoteStore(database);
  remote = remotes.ensure(index, 'born-1', 'http://a');
  backlog = new RemoteBacklog(database, new WordTerms());
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function say(file: number, conversation: string, ...texts: string[]): void {
  const batch = encodeBatch(batchOf(conversation, texts));
  new BatchStore(database).commit([{ file: files[file] ?? (0 as FileId), batch, before: null }]);
  const vectors = new VectorStore(database);
  const { texts: waiting } = vectors.backlog(index, null, 100);
  vectors.store(
    index,
    waiting.map(({ id }) => ({ id, vector: Float32Array.of(1, 0) })),
  );
}

function forget(file: number): void {
  new BatchStore(database).purgeFile(files[file] ?? (0 as FileId));
}

/** Compares with a server that has these points. */
function compareWith(points: readonly Uint8Array[]): void {
  remotes.beginComparison();
  remotes.seen(points);
  remotes.endComparison(remote);
}

const unsent = (): readonly UnsentChunk[] => backlog.page(index, remote, null, 100).chunks;
const textsOf = (): string[] => unsent().map(({ text }) => text);

function send(): void {
  remotes.noteSent(
    remote,
    unsent(),
    unsent().map(({ conversationId, title, project }) => ({ conversationId, title, project })),
  );
}

describe('what is to be sent', () => {
  test('is what has a vector and was not acknowledged', () => {
    say(0, 'kilns', 'the kiln was cold');
    expect(textsOf()).toEqual(['the kiln was cold']);
    expect(remotes.progress(index, remote)).toEqual({ sent: 0, pending: 1, leaving: 0 });
    send();
    expect(textsOf()).toEqual([]);
    expect(remotes.progress(index, remote)).toEqual({ sent: 1, pending: 0, leaving: 0 });
  });

  test('is without what is private in a message, in the text and in its words', () => {
    say(0, 'kilns', 'the kiln <private>code is heron</private>was cold');
    const [chunk] = unsent();
    expect(chunk?.text).toBe('the kiln was cold');
    expect(chunk?.spans.map(({ end }) => end)).toEqual([chunk?.text.length]);
    expect(chunk?.words).toEqual(backlog.wordsOf(['the kiln was cold'])[0]);
  });

  test('is everything for a collection that was made anew, also at the same address', () => {
    say(0, 'kilns', 'the kiln was cold');
    send();
    remote = remotes.ensure(index, 'born-2', 'http://a');
    expect(textsOf()).toEqual(['the kiln was cold']);
  });

  test('stays known for a collection that is reached at another address', () => {
    say(0, 'kilns', 'the kiln was cold');
    send();
    expect(remotes.ensure(index, 'born-1', 'http://b')).toBe(remote);
    expect(textsOf()).toEqual([]);
  });
});

describe('what goes', () => {
  test('is to be removed, and what gets its ids is to be sent', () => {
    say(0, 'kilns', 'the kiln was cold');
    const [first] = unsent();
    send();
    forget(0);
    expect(remotes.leaving(remote, 10)).toEqual([first?.point]);
    say(1, 'ovens', 'another text altogether');
    const [second] = unsent();
    // The point of the test: SQLite gives ids again.
    expect([second?.textId, second?.conversationId]).toEqual([first?.textId, first?.conversationId]);
    expect(textsOf()).toEqual(['another text altogether']);
    send();
    expect(remotes.leaving(remote, 10)).toEqual([first?.point]);
  });

  test('is no longer to be removed when it is said again', () => {
    say(0, 'kilns', 'the kiln was cold');
    send();
    forget(0);
    say(1, 'kilns', 'the kiln was cold');
    expect(textsOf()).toEqual(['the kiln was cold']);
    send();
    expect(remotes.leaving(remote, 10)).toEqual([]);
  });

  test('was gone before it was acknowledged: it is to be removed', () => {
    say(0, 'kilns', 'the kiln was cold');
    const chunks = unsent();
    forget(0);
    remotes.noteSent(remote, chunks, []);
    expect(remotes.leaving(remote, 10)).toEqual(chunks.map(({ point }) => point));
  });
});

describe('a comparison with the server', () => {
  test('sends again what is missing there, and removes what is too much of conversations that are known', () => {
    say(0, 'kilns', 'the kiln was cold');
    send();
    const stray = parsePointId('00000000-0000-5000-8000-000000000001');
    const foreign = parsePointId('00000000-0000-5000-8000-000000000002');
    compareWith([stray, foreign]);
    expect(textsOf()).toEqual(['the kiln was cold']);
    expect(remotes.unknownPoints(remote, null, 10)).toEqual([stray, foreign]);
    remotes.noteUnknown(remote, [
      { point: stray, conversation: 'text:kilns' },
      { point: foreign, conversation: 'text:of-long-ago' },
    ]);
    expect(remotes.leaving(remote, 10)).toEqual([stray]);
  });

  test.each(['was acknowledged', 'was found to have happened'] as const)(
    'removes again what the server brings back after its removal %s, and not what was said again',
    (how) => {
      say(0, 'kilns', 'the kiln was cold');
      say(1, 'ovens', 'the oven was warm');
      const pointOf = (text: string) =>
        unsent().flatMap((chunk) => (chunk.text === text ? [chunk.point] : []));
      const [cold, warm] = [pointOf('the kiln was cold'), pointOf('the oven was warm')];
      send();
      forget(0);
      forget(1);
      if (how === 'was acknowledged') remotes.noteRemoved(remote, [...cold, ...warm]);
      else compareWith([]);
      say(2, 'ovens', 'the oven was warm');
      send();
      compareWith([...cold, ...warm]);
      expect(remotes.unknownPoints(remote, null, 10)).toEqual(cold);
      // Its conversation is gone too: what this library has removed it knows better than the server.
      remotes.noteUnknown(
        remote,
        cold.map((point) => ({ point, conversation: 'text:kilns' })),
      );
      expect(remotes.leaving(remote, 10)).toEqual(cold);
      expect(cold).toHaveLength(1);
    },
  );
});

describe('the id of a point', () => {
  test('is a UUID of version 5 that says the same of the same', () => {
    const id = pointIdOf('text:kilns', new Uint8Array(16));
    expect(formatPointId(id)).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(parsePointId(formatPointId(id))).toEqual(id);
    expect(pointIdOf('text:kilns', new Uint8Array(16))).toEqual(id);
    expect(pointIdOf('text:ovens', new Uint8Array(16))).not.toEqual(id);
  });
});

describe('the words of a point', () => {
  test('weigh more when they are repeated, and less in a long text', () => {
    const weightOf = (...terms: string[]): number => sparseDocument(terms).values[0] ?? 0;
    expect(weightOf('kiln', 'kiln')).toBeGreaterThan(weightOf('kiln', 'cold'));
    expect(weightOf('kiln', 'cold')).toBeGreaterThan(weightOf('kiln', ...Array<string>(200).fill('la')));
  });

  test('are those that a query has', () => {
    const query = sparseQuery([{ term: 'kiln', weight: 1 }]);
    expect(sparseDocument(['cold', 'kiln']).indices).toContain(query.indices[0]);
  });
});
