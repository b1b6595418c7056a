/**
 * What conversations are named apart from their sessions.
 */
export const givenNames = `
-- By format and key, not by row: a name may be read before the session that it is of.
CREATE TABLE given_names (
  format  TEXT NOT NULL,
  key     TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  name    TEXT NOT NULL,
  time    REAL,                                  -- when it was given, ms since 1970
  PRIMARY KEY (format, key, file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX given_names_by_file ON given_names (file_id);
`;
