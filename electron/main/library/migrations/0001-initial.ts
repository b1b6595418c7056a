/**
 * The first schema. Read it as the description of what the library holds.
 */
export const initial = `
-- Folders and files that the library is kept in step with.
CREATE TABLE sources (
  id       INTEGER PRIMARY KEY,
  path     TEXT NOT NULL UNIQUE,
  origin   TEXT NOT NULL CHECK (origin IN ('discovered', 'added', 'removed')),
  added_at INTEGER NOT NULL                      -- ms since 1970
) STRICT;

-- One row a source file. What was read of it, and how far, is committed together with its text.
CREATE TABLE files (
  id            INTEGER PRIMARY KEY,
  source_id     INTEGER NOT NULL REFERENCES sources (id),
  path          TEXT NOT NULL UNIQUE,
  format        TEXT,                            -- null until it was recognised
  size          INTEGER NOT NULL,                -- bytes, as the last scan saw it
  modified_at   REAL NOT NULL,                   -- ms since 1970, as the last scan saw it
  state         TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed', 'missing')),
  offset        INTEGER NOT NULL DEFAULT 0,      -- bytes read
  head_hash     TEXT NOT NULL DEFAULT '',        -- fingerprint of what was read: its first 4 KB ...
  tail_hash     TEXT NOT NULL DEFAULT '',        -- ... and the 4 KB before offset
  reader_state  TEXT NOT NULL DEFAULT 'null',    -- JSON, the format's own
  generation    INTEGER NOT NULL DEFAULT 0,      -- counts the readings from the start
  replacing     INTEGER NOT NULL DEFAULT 0,      -- 1: a reading from the start is under way
  attempts      INTEGER NOT NULL DEFAULT 0,      -- failures in a row
  error_code    TEXT,
  error_message TEXT
) STRICT;
CREATE INDEX files_by_state ON files (state, modified_at, path);

-- Lines that could not be read, by file and reason.
CREATE TABLE skipped_lines (
  file_id      INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  reason       TEXT NOT NULL,
  count        INTEGER NOT NULL,
  first_offset INTEGER NOT NULL,
  PRIMARY KEY (file_id, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  id         INTEGER PRIMARY KEY,
  format     TEXT NOT NULL,
  key        TEXT NOT NULL,                      -- the format's own name for it
  kind       TEXT NOT NULL DEFAULT 'main' CHECK (kind IN ('main', 'subagent', 'document')),
  project    TEXT,
  title      TEXT,
  title_rank INTEGER NOT NULL DEFAULT 0,
  parent     TEXT,                               -- key of the conversation that it belongs to or was forked from
  started_at REAL,                               -- ms since 1970, from its messages
  updated_at REAL,
  UNIQUE (format, key)
) STRICT;
CREATE INDEX conversations_by_age ON conversations (updated_at);

-- The content of parts and chunks. Equal texts are one row: stored once, found once, embedded once an index.
CREATE TABLE texts (
  id      INTEGER PRIMARY KEY,
  hash    BLOB NOT NULL UNIQUE,                  -- first 16 bytes of its SHA-256
  text    TEXT NOT NULL,
  indexed INTEGER NOT NULL DEFAULT 0             -- 1: it is in the full-text index
) STRICT;

-- One row a message; a reply that was written over several lines is one message. Its place in the conversation
-- is that of its first part.
CREATE TABLE messages (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  key             TEXT NOT NULL,
  role            TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'summary', 'tool')),
  time            REAL,                          -- ms since 1970, when it was said
  sort_time       REAL NOT NULL,
  sort_file       INTEGER NOT NULL,
  sort_offset     INTEGER NOT NULL,
  UNIQUE (conversation_id, key)
) STRICT;
CREATE INDEX messages_in_order ON messages (conversation_id, sort_time, sort_file, sort_offset);

CREATE TABLE parts (
  id          INTEGER PRIMARY KEY,
  uid         BLOB NOT NULL UNIQUE,
  message_id  INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('text', 'tool-call', 'tool-result')),
  sort_time   REAL NOT NULL,
  sort_file   INTEGER NOT NULL,
  sort_offset INTEGER NOT NULL,
  text_id     INTEGER NOT NULL REFERENCES texts (id),
  pieces      TEXT NOT NULL                      -- JSON [end, tokens, end, tokens, ...]: where the text may be cut
) STRICT;
CREATE INDEX parts_by_message ON parts (message_id);
CREATE INDEX parts_by_text ON parts (text_id);

-- Which files hold a part. Forks repeat earlier lines: a part goes when the last file that holds it lets go.
CREATE TABLE part_files (
  part_id    INTEGER NOT NULL REFERENCES parts (id) ON DELETE CASCADE,
  file_id    INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  PRIMARY KEY (part_id, file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_files_by_file ON part_files (file_id, generation);

-- What is searched: neighbouring texts of a conversation that fit the model's window. part_id is set for what is
-- found by word only: one tool call or result.
CREATE TABLE chunks (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  ordinal         INTEGER,
  part_id         INTEGER REFERENCES parts (id) ON DELETE CASCADE,
  message_id      INTEGER NOT NULL REFERENCES messages (id),
  starts_message  INTEGER NOT NULL,              -- 1: begins where its first message begins
  text_id         INTEGER NOT NULL REFERENCES texts (id),
  tokens          INTEGER NOT NULL,
  spans           TEXT NOT NULL,                 -- JSON [message_id, end, ...]: whose words, up to which offset
  UNIQUE (conversation_id, ordinal),
  CHECK ((ordinal IS NULL) = (part_id IS NOT NULL))
) STRICT;
CREATE INDEX chunks_by_text ON chunks (text_id);
CREATE INDEX chunks_by_part ON chunks (part_id) WHERE part_id IS NOT NULL;
CREATE INDEX chunks_by_message ON chunks (message_id);

CREATE VIRTUAL TABLE words USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = "porter unicode61 remove_diacritics 2"
);

-- A provider's model over one version of the chunks. Its vectors are in vectors_<id> (float32, the truth) and
-- bits_<id> (sqlite-vec, one bit a dimension, to find candidates), made when the index is.
CREATE TABLE indexes (
  id              INTEGER PRIMARY KEY,
  provider        TEXT NOT NULL,
  model           TEXT NOT NULL,
  dimensions      INTEGER NOT NULL,
  chunker_version INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  UNIQUE (provider, model, dimensions, chunker_version)
) STRICT;

-- Texts that could not be embedded, and why. Not part of the backlog until somebody retries them.
CREATE TABLE quarantine (
  index_id INTEGER NOT NULL REFERENCES indexes (id) ON DELETE CASCADE,
  text_id  INTEGER NOT NULL REFERENCES texts (id) ON DELETE CASCADE,
  reason   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (index_id, text_id)
) STRICT, WITHOUT ROWID;
`;
