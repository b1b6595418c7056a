/**
 * Files of which no format was known are tried once more: Codex's list of names was among them, in folders that people
 * added. A release that reads a new format adds a migration like this one.
 */
export const unknownAnew = `
UPDATE files SET state = 'pending' WHERE state = 'failed' AND error_code = 'format-unknown';
`;
