/**
 * What the user notes about conversations, and the searches that they keep.
 */
export const marks = `
-- By format and key, not by row: a conversation that leaves the library and is read again has its marks again.
CREATE TABLE marks (
  format  TEXT NOT NULL,
  key     TEXT NOT NULL,
  starred INTEGER NOT NULL DEFAULT 0,
  hidden  INTEGER NOT NULL DEFAULT 0,            -- 1: search leaves it out
  PRIMARY KEY (format, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  format TEXT NOT NULL,
  key    TEXT NOT NULL,
  tag    TEXT NOT NULL,
  PRIMARY KEY (format, key, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_name ON tags (tag);

CREATE TABLE saved_searches (
  name   TEXT PRIMARY KEY,
  query  TEXT NOT NULL,
  mode   TEXT NOT NULL,
  filter TEXT NOT NULL                           -- JSON, as the window's contract has it
) STRICT, WITHOUT ROWID;
`;
