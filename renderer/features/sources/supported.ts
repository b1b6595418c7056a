/** What can be dropped, in a sentence. */
export const SUPPORTED =
  'folders of Claude Code, Codex and Gemini CLI histories, exports from ChatGPT and Claude (as zip or unpacked), Markdown and text files. Whatever else is in a folder is left alone.';
