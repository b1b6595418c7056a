/** What can be dropped, in a sentence. */
export const SUPPORTED =
  'histories of Claude Code, Codex, Gemini CLI, Cursor and other agents, exports from ChatGPT and Claude (as zip or unpacked), Markdown and text files. Whatever else is in a folder is left alone.';
