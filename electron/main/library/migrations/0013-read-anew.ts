/**
 * Files whose formats are read better by now, and those of which nothing was known, are read once more from their start. A
 * release that reads more of a format adds a migration like this one: a file that doesn't change is never read again
 * otherwise. Equal text keeps its vectors. Since the last one: what agents say to each other is told apart from what people
 * say (Codex, Copilot CLI, Cursor), what Gemini CLI compressed is kept, and opencode 2, the sessions that VS Code wrote in
 * its first years and more of Aider are read.
 */
export const readAnew = `
UPDATE files SET state = iif(state = 'done', 'pending', state), head_hash = '', reader_state = 'null'
 WHERE format IN ('aider', 'codex', 'copilot-cli', 'cursor', 'gemini', 'opencode', 'vscode-copilot') OR format IS NULL;
`;
