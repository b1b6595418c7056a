/**
 * The list of prompts that Claude Code keeps when it deletes old sessions: ~/.claude/history.jsonl.
 */
import { z } from 'zod';
import { readLineByLine } from '../../line-by-line.ts';
import type { Format } from '../../format.ts';
import { PromptHistoryReader, type ListedPrompt } from '../../prompt-history.ts';
import { isFirstObject } from '../../head-objects.ts';
import type { JsonObject } from '../../json-values.ts';

const promptSchema = z.object({
  display: z.string(),
  /** ms since 1970. */
  timestamp: z.number(),
  project: z.string().optional().catch(undefined),
  sessionId: z.string().min(1).optional().catch(undefined),
  pastedContents: z
    .record(z.string(), z.object({ content: z.string().optional().catch(undefined) }).catch({}))
    .optional()
    .catch(undefined),
});

/** Stands for a text that was pasted: [Pasted text #1 +12 lines]. */
const PASTED = /\[Pasted text #(\d+)[^\]\n]*\]/g;
/** A command without arguments, as /clear: it says nothing. */
const BARE_COMMAND = /^\s*\/[\w:-]+\s*$/;

/** See ../../format.ts. */
export const claudeCodePrompts: Format = {
  name: 'claude-code',
  resumable: true,

  recognises: (head) => isFirstObject(head, (object) => promptSchema.safeParse(object).success),

  read: (file, sink, signal) =>
    readLineByLine(file, sink, signal, new PromptHistoryReader(sink, 'claude-code', readPrompt)),
};

function readPrompt(object: JsonObject): ListedPrompt | null {
  const prompt = promptSchema.safeParse(object).data;
  if (!prompt) return null;
  const { display, timestamp, project, sessionId, pastedContents } = prompt;
  const text = display.replace(PASTED, (mark, id: string) => pastedContents?.[id]?.content ?? mark);
  return {
    // Early versions name no session: what was asked in a folder is one conversation.
    session: sessionId ?? `prompts:${project ?? ''}`,
    text: BARE_COMMAND.test(text) ? '' : text,
    time: timestamp,
    project,
  };
}
