/**
 * Points that were removed from a server, which may bring them back: a disk that is restored from a backup, a copy that
 * was away.
 */
export const removedPoints = `
CREATE TABLE removed_points (
  remote_id INTEGER NOT NULL REFERENCES remotes (id) ON DELETE CASCADE,
  point     BLOB NOT NULL,                 -- 16 bytes, its id on the server
  PRIMARY KEY (remote_id, point)
) STRICT, WITHOUT ROWID;
`;
