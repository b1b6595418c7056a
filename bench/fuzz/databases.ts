/**
 * Databases of agents that are damaged as files are: in their bytes, and in the values of their rows.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CursorChatDatabase,
  CursorDatabase,
  OpencodeDatabase,
  OpencodeLaterDatabase,
} from '../../test/doubles/agent-databases.ts';
import { mutate } from './mutate.ts';
import { writeAnew, type Damaged, type Subject } from './subject.ts';

/** What is said in the two conversations of each database: no two words of one stand beside each other in another. */
const SAID = {
  opencode: [
    ['How do herons sleep?', 'Standing on one leg, mostly.'],
    ['Which glue holds oak?', 'Hide glue, warmed slowly.'],
  ],
  'opencode-2': [
    ['Who mends the sluice?', 'Its keeper, each spring.'],
    ['When do swifts leave?', 'Late July, all together.'],
  ],
  cursor: [
    ['Why does rye rise late?', 'Its dough keeps little gas.'],
    ['Where do eels spawn?', 'Nobody ever watched them.'],
  ],
  'cursor-chat': [['Which moss grows north?', 'Any, given shade.']],
} as const;

/** Columns that hold JSON, by table. */
const VALUES = {
  opencode: ['message.data', 'part.data'],
  'opencode-2': ['session_message.data'],
  cursor: ['cursorDiskKV.value'],
  'cursor-chat': ['blobs.data', 'meta.value'],
} as const;

type Kind = keyof typeof VALUES;

/** A value of a row, and where it is. */
interface Value {
  readonly table: string;
  readonly column: string;
  readonly row: number;
  readonly value: string | Uint8Array;
}

/** Makes the databases in `folder`. */
export function databaseSubjects(folder: string): Subject[] {
  const opencode = join(folder, 'opencode.db');
  const later = join(folder, 'opencode-2.db');
  const cursor = join(folder, 'state.vscdb');
  const chat = join(folder, 'store.db');
  writeOpencode(opencode);
  writeLaterOpencode(later);
  writeCursor(cursor);
  writeCursorChat(chat);
  return [
    databaseSubject('opencode', opencode),
    databaseSubject('opencode-2', later),
    databaseSubject('cursor', cursor),
    databaseSubject('cursor-chat', chat),
  ];
}

/** A database: half of its damaged copies in their bytes, which SQLite may refuse, the others in one value. */
function databaseSubject(kind: Kind, path: string): Subject {
  const bytes = readFileSync(path);
  const values = valuesOf(kind, path);
  const name = basename(path);
  return {
    ...{ kind, name, path, says: bytes },
    conversations: new Set(SAID[kind].map((_said, index) => conversationOf(kind, index))),
    damage: (random, into): Damaged => {
      const copy = join(into, name);
      const inBytes = random.chance(0.5);
      const damaged = inBytes ? mutate(bytes, random).bytes : bytes;
      writeAnew(copy, damaged);
      if (inBytes) return { path: copy, says: damaged, apart: false };
      const { value, ...place } = random.pick(values);
      const changed = mutate(Buffer.from(value), random).bytes;
      writeValue(copy, { ...place, value: typeof value === 'string' ? changed.toString('utf8') : changed });
      return { path: copy, says: changed, apart: true };
    },
  };
}

/** A conversation with its format. */
function conversationOf(kind: Kind, index: number): string {
  if (kind === 'cursor') return `cursor/c${index}`;
  if (kind === 'cursor-chat') return `cursor-cli/chat-${index}`;
  return kind === 'opencode' ? `opencode/ses_${index}` : `opencode/ses_later_${index}`;
}

function writeOpencode(path: string): void {
  using database = new OpencodeDatabase(path, 'delete');
  SAID.opencode.forEach(([asked, answered], index) =>
    database.session(`ses_${index}`, 1_770_000_000_000 + index, [
      { role: 'user', parts: [{ type: 'text', text: asked }] },
      { role: 'assistant', parts: [{ type: 'text', text: answered }] },
    ]),
  );
}

function writeLaterOpencode(path: string): void {
  using database = new OpencodeLaterDatabase(path);
  SAID['opencode-2'].forEach(([asked, answered], index) =>
    database.session(`ses_later_${index}`, 1_770_000_000_000 + index, [
      { type: 'user', data: { text: asked } },
      { type: 'assistant', data: { content: [{ type: 'text', text: answered }] } },
    ]),
  );
  database.database.exec('PRAGMA journal_mode = DELETE');
}

function writeCursor(path: string): void {
  using database = new CursorDatabase(path);
  SAID.cursor.forEach(([asked, answered], index) =>
    database.composer(`c${index}`, 1_770_000_000_000 + index, [
      { type: 1, text: asked },
      { type: 2, text: answered },
    ]),
  );
  // All of it in one file, as Cursor leaves it when it ends.
  database.database.exec('PRAGMA journal_mode = DELETE');
}

function writeCursorChat(path: string): void {
  using database = new CursorChatDatabase(path);
  SAID['cursor-chat'].forEach(([asked, answered], index) => {
    const messages = [
      database.blob({ role: 'user', content: asked }),
      database.blob({ role: 'assistant', content: [{ type: 'text', text: answered }] }),
    ];
    database.chat(`chat-${index}`, messages);
  });
  database.database.exec('PRAGMA journal_mode = DELETE');
}

function valuesOf(kind: Kind, path: string): Value[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return VALUES[kind].flatMap((place) => {
      const [table = '', column = ''] = place.split('.');
      const rows = database.prepare(`SELECT rowid AS id, ${column} AS value FROM ${table}`).all();
      return rows.map(({ id, value }) => {
        const said = value instanceof Uint8Array ? value : String(value);
        return { table, column, row: Number(id), value: said };
      });
    });
  } finally {
    database.close();
  }
}

function writeValue(path: string, { table, column, row, value }: Value): void {
  const database = new DatabaseSync(path);
  try {
    // Nobody reads it meanwhile, and a kill costs nothing.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE');
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(value, row);
  } finally {
    database.close();
  }
}
