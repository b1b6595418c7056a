/**
 * Compressed copies of original files. See docs/retention.md.
 */
export const copies = `
-- A version of a file that is kept in originals/ in the data folder. The newest has the highest id; an older one holds
-- text that the file held before it became shorter.
CREATE TABLE copies (
  id                 INTEGER PRIMARY KEY,
  file_id            INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  file_size          INTEGER NOT NULL,           -- the version in files that it was made for ...
  file_modified_at   REAL NOT NULL,
  size               INTEGER NOT NULL,           -- ... and what of it was there then: bytes of the original,
  modified_at        REAL NOT NULL               -- ms since 1970
) STRICT;
CREATE INDEX copies_by_file ON copies (file_id);

-- The pieces of a copy, one after the other. name is the piece's file below originals/.
CREATE TABLE copy_segments (
  copy_id INTEGER NOT NULL REFERENCES copies (id) ON DELETE CASCADE,
  start   INTEGER NOT NULL,                      -- bytes of the original
  length  INTEGER NOT NULL,
  hash    TEXT NOT NULL,                         -- SHA-256 of the original's bytes
  stored  INTEGER NOT NULL,                      -- bytes on the disk
  name    TEXT NOT NULL,
  PRIMARY KEY (copy_id, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_segments_by_name ON copy_segments (name);
`;
