/**
 * Texts that are private as a whole. They are no failures, as which they were kept before.
 */
export const withheld = `
-- Texts of which an index that is made elsewhere gets nothing, since all of each is private.
CREATE TABLE withheld (
  index_id INTEGER NOT NULL REFERENCES indexes (id) ON DELETE CASCADE,
  text_id  INTEGER NOT NULL REFERENCES texts (id) ON DELETE CASCADE,
  PRIMARY KEY (index_id, text_id)
) STRICT, WITHOUT ROWID;

INSERT INTO withheld (index_id, text_id)
  SELECT index_id, text_id FROM quarantine WHERE reason = 'All of it is private, so it was not sent.';
DELETE FROM quarantine WHERE reason = 'All of it is private, so it was not sent.';
`;
