/**
 * Texts in scripts without spaces are found by what stands within a run of letters too: those that hold such letters
 * are put into the full-text index anew. `searchable_text` and `may_be_unspaced` are functions of the connection that
 * migrates.
 */
export const unspacedWords = `
INSERT OR REPLACE INTO words (rowid, text)
  SELECT id, searchable_text(text) FROM texts WHERE indexed = 1 AND may_be_unspaced(text) ORDER BY id;
`;
