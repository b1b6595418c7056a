/**
 * What search keeps in memory, and how it learns what has changed. See docs/decisions/search-at-scale.md.
 */
export const search = `
-- Chunks that went, in order: a search that remembers chunks forgets their texts, and reads again those above the
-- highest id that was left: from there on, ids are given again. The beginning is cut off from time to time; who has
-- seen less than that begins anew.
CREATE TABLE chunk_removals (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  text_id  INTEGER NOT NULL,
  highest  INTEGER NOT NULL                      -- of the ids of all chunks, after this one went
) STRICT;
CREATE TRIGGER chunk_removed AFTER DELETE ON chunks BEGIN
  INSERT INTO chunk_removals (text_id, highest) VALUES (old.text_id, (SELECT coalesce(max(id), 0) FROM chunks));
END;

-- bit_blocks_<id>, made when the index is, takes the place of the bits_<id> of before: how often it was made anew, and
-- how many of the vectors in it have gone since.
ALTER TABLE indexes ADD COLUMN packed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE indexes ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
`;
