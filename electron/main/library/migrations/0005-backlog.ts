/**
 * The backlog in the order in which it is embedded, so that a page of it is neither sorted nor looked up in the table
 * of all chunks.
 */
export const backlog = `
CREATE INDEX conversations_newest ON conversations (-coalesce(updated_at, 0), id);
CREATE INDEX chunks_to_embed ON chunks (conversation_id, ordinal, text_id, tokens) WHERE ordinal IS NOT NULL;
`;
