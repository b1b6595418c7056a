/**
 * Files that are no history of one agent's: copies of originals are not made of them as of others.
 */
export const containers = `
-- 'collection': conversations of several agents (a zip, Recollect's archive); 'database': another program writes it.
ALTER TABLE files ADD COLUMN container TEXT CHECK (container IN ('collection', 'database'));
`;
