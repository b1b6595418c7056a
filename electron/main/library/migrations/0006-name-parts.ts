/**
 * Texts are found by the parts of the names in them too: the full-text index is made anew of what it held.
 * `searchable_text` is a function of the connection that migrates.
 */
export const nameParts = `
INSERT INTO words (words) VALUES ('delete-all');
INSERT INTO words (rowid, text) SELECT id, searchable_text(text) FROM texts WHERE indexed = 1 ORDER BY id;
`;
