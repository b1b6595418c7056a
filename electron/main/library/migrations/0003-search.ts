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

-- Words of titles and of project folders.
CREATE VIRTUAL TABLE titles USING fts5 (
  title, project, content = 'conversations', content_rowid = 'id', tokenize = "porter unicode61 remove_diacritics 2"
);
INSERT INTO titles (titles) VALUES ('rebuild');
CREATE TRIGGER title_added AFTER INSERT ON conversations BEGIN
  INSERT INTO titles (rowid, title, project) VALUES (new.id, new.title, new.project);
END;
CREATE TRIGGER title_removed AFTER DELETE ON conversations BEGIN
  INSERT INTO titles (titles, rowid, title, project) VALUES ('delete', old.id, old.title, old.project);
END;
CREATE TRIGGER title_changed AFTER UPDATE OF title, project ON conversations
WHEN old.title IS NOT new.title OR old.project IS NOT new.project BEGIN
  INSERT INTO titles (titles, rowid, title, project) VALUES ('delete', old.id, old.title, old.project);
  INSERT INTO titles (rowid, title, project) VALUES (new.id, new.title, new.project);
END;
`;
