/**
 * Conversations that a source gives whole have a revision, and what was skipped has a name.
 */
export const revisions = `
-- When the source last changed the conversation, ms since 1970; null where conversations are read line by line.
ALTER TABLE conversations ADD COLUMN revision REAL;
-- What the first of the skipped things is called in its file: a conversation's title, a file in a zip.
ALTER TABLE skipped_lines ADD COLUMN first_name TEXT;
`;
