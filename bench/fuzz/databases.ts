/**
 * Databases of agents that are damaged as files are: in their bytes, and in the values of their rows.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Fixture } from '../../test/doubles/fixtures.ts';
import { CursorDatabase, OpencodeDatabase } from '../../test/doubles/agent-databases.ts';
import type { Random } from '../corpus/random.ts';
import type { DamagedFixture } from './fuzz-format.ts';
import { mutate, type Mutation } from './mutate.ts';

/** What is said in the two conversations of each database: no two words of one stand beside each other in another. */
const SAID = {
  opencode: [
    ['How do herons sleep?', 'Standing on one leg, mostly.'],
    ['Which glue holds oak?', 'Hide glue, warmed slowly.'],
  ],
  cursor: [
    ['Why does rye rise late?', 'Its dough keeps little gas.'],
    ['Where do eels spawn?', 'Nobody ever watched them.'],
  ],
} as const;

/** Columns that hold JSON, by table. */
const VALUES = { opencode: ['message.data', 'part.data'], cursor: ['cursorDiskKV.value'] } as const;

type Kind = keyof typeof VALUES;

/** Makes the databases in `folder`. */
export async function databaseFixtures(folder: string): Promise<DamagedFixture[]> {
  await mkdir(folder, { recursive: true });
  const names = { opencode: 'opencode.db', cursor: 'state.vscdb' } as const;
  const fixture = async (kind: Kind): Promise<DamagedFixture> => {
    const path = join(folder, names[kind]);
    if (kind === 'opencode') writeOpencode(path);
    else writeCursor(path);
    const bytes = await readFile(path);
    const conversations = new Set(SAID[kind].map((_said, index) => `${kind}/${conversationOf(kind, index)}`));
    const damage = (random: Random): Mutation => damageDatabase(bytes, VALUES[kind], folder, random);
    return { name: names[kind], path, format: kind, bytes, conversations, damage };
  };
  return [await fixture('opencode'), await fixture('cursor')];
}

function conversationOf(kind: Kind, index: number): Fixture['name'] {
  return kind === 'opencode' ? `ses_${index}` : `c${index}`;
}

function writeOpencode(path: string): void {
  using database = new OpencodeDatabase(path, 'delete');
  SAID.opencode.forEach(([asked, answered], index) =>
    database.session(conversationOf('opencode', index), 1_770_000_000_000 + index, [
      { role: 'user', parts: [{ type: 'text', text: asked }] },
      { role: 'assistant', parts: [{ type: 'text', text: answered }] },
    ]),
  );
}

function writeCursor(path: string): void {
  using database = new CursorDatabase(path);
  SAID.cursor.forEach(([asked, answered], index) =>
    database.composer(conversationOf('cursor', index), 1_770_000_000_000 + index, [
      { type: 1, text: asked },
      { type: 2, text: answered },
    ]),
  );
  // All of it in one file, as Cursor leaves it when it ends.
  database.database.exec('PRAGMA journal_mode = DELETE');
}

/** A damaged copy: half of them in their bytes, which SQLite may refuse, the others in one of their values. */
function damageDatabase(bytes: Buffer, columns: readonly string[], folder: string, random: Random): Mutation {
  if (random.chance(0.5)) return { ...mutate(bytes, random), keepsLines: false };
  const path = join(folder, 'damaged.db');
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
  const [table = '', column = ''] = random.pick(columns).split('.');
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    const rows = database.prepare(`SELECT rowid AS id, ${column} AS value FROM ${table}`).all();
    const { id = 0, value = '' } = random.pick(rows);
    const before = typeof value === 'string' ? Buffer.from(value) : value;
    const damaged = mutate(Buffer.from(before instanceof Uint8Array ? before : String(before)), random).bytes;
    const after = typeof value === 'string' ? damaged.toString('utf8') : damaged;
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(after, Number(id));
  } finally {
    database.close();
  }
  return { bytes: readFileSync(path), keepsLines: true };
}
