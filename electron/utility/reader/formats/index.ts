import type { Format } from '../format.ts';
import { claudeCode, claudeCodeDocument } from './claude-code/index.ts';
import { claudeCodePrompts } from './claude-code/prompt-list.ts';
import { codex, codexPacked } from './codex/index.ts';
import { codexPrompts } from './codex/prompt-list.ts';
import { copilotCli } from './copilot-cli.ts';
import { cursorCli } from './cursor-cli.ts';
import { gemini, geminiDocument } from './gemini/index.ts';
import { plainText } from './plain-text.ts';

/** All formats, in the order in which they are asked whether they recognise a file. */
export const formats: readonly Format[] = [
  codexPacked,
  codex,
  codexPrompts,
  gemini,
  geminiDocument,
  claudeCodePrompts,
  claudeCode,
  claudeCodeDocument,
  copilotCli,
  cursorCli,
  plainText,
];
