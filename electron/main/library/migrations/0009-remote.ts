/**
 * What of the library is in a remote index. The library stays the truth: this says what the server was given.
 */
export const remote = `
-- A collection on a server, by the name that it was given when it was made: one that was made anew is another.
CREATE TABLE remotes (
  id       INTEGER PRIMARY KEY,
  index_id INTEGER NOT NULL REFERENCES indexes (id) ON DELETE CASCADE,
  born     TEXT NOT NULL,
  url      TEXT NOT NULL,                        -- where it was last
  UNIQUE (index_id, born)
) STRICT;

-- Points that the server has acknowledged. Those whose chunk has gone since have no text: they are to be removed there.
CREATE TABLE remote_points (
  remote_id       INTEGER NOT NULL REFERENCES remotes (id) ON DELETE CASCADE,
  point           BLOB NOT NULL,                 -- 16 bytes, its id on the server
  conversation_id INTEGER,
  text_id         INTEGER,
  PRIMARY KEY (remote_id, point)
) STRICT, WITHOUT ROWID;
CREATE INDEX remote_points_by_chunk ON remote_points (conversation_id, text_id);

-- At once, since ids of texts are given again.
CREATE TRIGGER remote_chunk_removed AFTER DELETE ON chunks WHEN old.ordinal IS NOT NULL BEGIN
  UPDATE remote_points SET conversation_id = NULL, text_id = NULL
   WHERE conversation_id = old.conversation_id AND text_id = old.text_id AND NOT EXISTS (
     SELECT 1 FROM chunks WHERE text_id = old.text_id AND conversation_id = old.conversation_id AND ordinal IS NOT NULL);
END;

-- What the server was told of a conversation, with its points.
CREATE TABLE remote_conversations (
  remote_id       INTEGER NOT NULL REFERENCES remotes (id) ON DELETE CASCADE,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  title           TEXT,
  project         TEXT,
  PRIMARY KEY (remote_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX remote_conversations_by_conversation ON remote_conversations (conversation_id);
`;
