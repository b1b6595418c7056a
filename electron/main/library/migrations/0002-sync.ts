/**
 * What background sync and the window's lists need.
 */
export const sync = `
ALTER TABLE sources ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;   -- 1: left alone until the user resumes it
ALTER TABLE sources ADD COLUMN purging INTEGER NOT NULL DEFAULT 0;  -- 1: what only it holds is being removed
CREATE INDEX files_by_source ON files (source_id, state);
`;
