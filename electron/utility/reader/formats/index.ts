import type { Format } from '../format.ts';
import { aider } from './aider.ts';
import { chatgpt } from './chatgpt/index.ts';
import { claudeAi } from './claude-ai/index.ts';
import { claudeCode, claudeCodeDocument } from './claude-code/index.ts';
import { cursor } from './cursor/index.ts';
import { opencode, opencodeTree } from './opencode/index.ts';
import { claudeCodePrompts } from './claude-code/prompt-list.ts';
import { codex, codexPacked } from './codex/index.ts';
import { codexPrompts } from './codex/prompt-list.ts';
import { codexNames } from './codex/thread-names.ts';
import { copilotCli } from './copilot-cli.ts';
import { cursorChat } from './cursor-cli/chat-store.ts';
import { cursorCli } from './cursor-cli/transcript.ts';
import { gemini, geminiDocument } from './gemini/index.ts';
import { plainText } from './plain-text.ts';
import { recollectArchive } from './recollect-archive.ts';
import { specstory } from './specstory.ts';
import { vscodeCopilot, vscodeCopilotLog } from './vscode-copilot/index.ts';
import { zipOf } from './zip/index.ts';

/** What a file of conversations may be, in the order in which formats are asked whether they recognise one. */
const files: readonly Format[] = [
  recollectArchive,
  opencode,
  cursor,
  cursorChat,
  chatgpt,
  claudeAi,
  opencodeTree,
  vscodeCopilot,
  vscodeCopilotLog,
  codexPacked,
  codex,
  codexPrompts,
  codexNames,
  gemini,
  geminiDocument,
  claudeCodePrompts,
  claudeCode,
  claudeCodeDocument,
  copilotCli,
  cursorCli,
  specstory,
  aider,
  plainText,
];

/** All formats, in the order in which they are asked. */
export const formats: readonly Format[] = [zipOf(files), ...files];
