/**
 * Opening a library: what an earlier version wrote is brought up to date, what can't be used is refused untouched.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { readAnew } from '../../../../../electron/main/library/migrations/0013-read-anew.ts';
import { unspacedWords } from '../../../../../electron/main/library/migrations/0017-unspaced-words.ts';
import { migrations } from '../../../../../electron/main/library/migrations/index.ts';
import { openForReading, openForWriting } from '../../../../../electron/main/library/open-database.ts';
import { addMigrationFunctions } from '../../../../../electron/main/library/migration-functions.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

const newest = migrations.length;

/** The version before some files were to be read once more. */
const BEFORE_READ_ANEW = migrations.indexOf(readAnew);

/** What the first version of a library could hold: a conversation of one message, in a file that was read. */
const ONE_CONVERSATION = `
INSERT INTO sources (id, path, origin, added_at) VALUES (1, '/home/mara/.codex', 'discovered', 1);
INSERT INTO files (id, source_id, path, format, size, modified_at, state, offset, head_hash, tail_hash, reader_state, generation)
  VALUES (1, 1, '/home/mara/.codex/a.jsonl', 'codex', 40, 1000, 'done', 40, 'head', 'tail', '{"chain":""}', 1),
         (2, 1, '/home/mara/.codex/b.md', 'text', 40, 1000, 'done', 40, 'head', 'tail', 'null', 1);
INSERT INTO conversations (id, format, key, started_at, updated_at) VALUES (1, 'codex', 'flaky', 1000, 1000);
INSERT INTO texts (id, hash, text, indexed) VALUES (1, x'01', 'the login test is red', 0);
INSERT INTO messages (id, conversation_id, key, role, time, sort_time, sort_file, sort_offset)
  VALUES (1, 1, 'm', 'user', 1000, 1000, 1, 0);
INSERT INTO parts (id, uid, message_id, kind, sort_time, sort_file, sort_offset, text_id, pieces)
  VALUES (1, x'01', 1, 'text', 1000, 1, 0, 1, '[21,6]');
INSERT INTO chunks (id, conversation_id, ordinal, message_id, starts_message, text_id, tokens, spans)
  VALUES (1, 1, 0, 1, 1, 1, 6, '[1,21]');
`;

/** Makes a library as the version that knew so many migrations left it. */
function libraryOfVersion(path: string, version: number): void {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL');
  addMigrationFunctions(database);
  for (const [index, sql] of migrations.entries()) {
    if (index < version) database.exec(sql);
    if (index === 0) database.exec(ONE_CONVERSATION);
  }
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

const schemaOf = (database: DatabaseSync) =>
  database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all();

describe('a library of an earlier version', () => {
  test.each(migrations.slice(0, -1).map((_sql, index) => index + 1))(
    'of schema %i is brought to the newest, with all that it held',
    async (version) => {
      await using folder = await TemporaryFolder.create();
      const path = join(folder.path, 'library.db');
      libraryOfVersion(path, version);
      const database = openForWriting(path);
      const fresh = openForWriting(join(folder.path, 'fresh.db'));
      expect(schemaOf(database)).toEqual(schemaOf(fresh));
      expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: newest });
      expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
      expect(
        database
          .prepare(
            `SELECT c.key, m.role, t.text FROM conversations c JOIN messages m ON m.conversation_id = c.id
               JOIN parts p ON p.message_id = m.id JOIN texts t ON t.id = p.text_id`,
          )
          .all(),
      ).toEqual([{ key: 'flaky', role: 'user', text: 'the login test is red' }]);
      fresh.close();
      database.close();
    },
  );

  test('is kept beside the new one as it was', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'library.db');
    libraryOfVersion(path, newest - 1);
    openForWriting(path).close();
    const backup = new DatabaseSync(`${path}.before-schema-${newest}`, { readOnly: true });
    expect(backup.prepare('PRAGMA user_version').get()).toEqual({ user_version: newest - 1 });
    expect(backup.prepare('SELECT text FROM texts').all()).toEqual([{ text: 'the login test is red' }]);
    backup.close();
  });

  test('is not opened for reading, and the sentence says how it is brought up to date', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'library.db');
    libraryOfVersion(path, newest - 1);
    expect(() => openForReading(path)).toThrow(
      /has not been brought up to date yet. Run recollect import once/,
    );
  });

  test('has the files of formats that are read better by now read once more, and no others', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'library.db');
    libraryOfVersion(path, BEFORE_READ_ANEW);
    const files = () => {
      const database = openForWriting(path);
      const rows = database.prepare('SELECT id, state, head_hash, reader_state FROM files ORDER BY id').all();
      database.exec("UPDATE files SET state = 'done'");
      database.close();
      return rows;
    };
    const untouched = { id: 2, state: 'done', head_hash: 'head', reader_state: 'null' };
    expect(files()).toEqual([{ id: 1, state: 'pending', head_hash: '', reader_state: 'null' }, untouched]);
    expect(files()).toEqual([{ id: 1, state: 'done', head_hash: '', reader_state: 'null' }, untouched]);
  });
});

test('a library of an earlier version is made findable by words that no spaces tell apart', async () => {
  await using folder = await TemporaryFolder.create();
  const path = join(folder.path, 'library.db');
  libraryOfVersion(path, migrations.indexOf(unspacedWords));
  const before = new DatabaseSync(path);
  const texts = ['我们的数据库', 'the kiln', '\u{20000}\u{20001}'];
  for (const [at, text] of texts.entries()) {
    before
      .prepare('INSERT INTO texts (id, hash, text, indexed) VALUES (?, ?, ?, 1)')
      .run(at + 10, Buffer.from([at + 10]), text);
    before.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)').run(at + 10, text);
  }
  before.close();
  const database = openForWriting(path);
  const found = (word: string) =>
    database
      .prepare('SELECT rowid FROM words WHERE words MATCH ?')
      .all(`"${word}"`)
      .map(({ rowid }) => rowid);
  expect(found('数据')).toEqual([10]);
  expect(found('我们的数据库')).toEqual([10]);
  expect(found('kiln')).toEqual([11]);
  expect(found('\u{20001}')).toEqual([12]);
  database.close();
});

describe('a library that can’t be used', () => {
  test('is refused and left as it is where a newer version wrote it', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'library.db');
    libraryOfVersion(path, newest);
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = ${newest + 1}`);
    database.close();
    for (const open of [openForWriting, openForReading]) {
      expect(() => open(path)).toThrow(/was written by a newer Recollect .* Update Recollect/);
    }
    expect(readdirSync(folder.path).filter((name) => name.includes('before-schema'))).toEqual([]);
  });

  test('is refused before anything is changed where an earlier version left it damaged', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'library.db');
    libraryOfVersion(path, newest - 1);
    const bytes = readFileSync(path);
    // From the second page on: the first one says what the file is.
    bytes.fill(0x55, 4_096, 12 * 4_096);
    writeFileSync(path, bytes);
    expect(() => openForWriting(path)).toThrow(/is damaged/);
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(folder.path).filter((name) => name.includes('before-schema'))).toEqual([]);
  });

  test('is refused for reading where there is none', async () => {
    await using folder = await TemporaryFolder.create();
    expect(() => openForReading(join(folder.path, 'library.db'))).toThrow(/There is no library at/);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
