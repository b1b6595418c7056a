/**
 * The list of prompts that Codex keeps apart from its rollouts: ~/.codex/history.jsonl.
 */
import { z } from 'zod';
import { readLineByLine } from '../../line-by-line.ts';
import type { Format } from '../../format.ts';
import { PromptHistoryReader, type ListedPrompt } from '../../prompt-history.ts';
import { isFirstObject } from '../../head-objects.ts';
import type { JsonObject } from '../../json-values.ts';
import { withoutNoise } from './noise.ts';

/** `ts`: seconds since 1970. */
const promptSchema = z.object({ session_id: z.string().min(1), ts: z.number(), text: z.string() });

/** See ../../format.ts. */
export const codexPrompts: Format = {
  name: 'codex',
  resumable: true,

  recognises: (head) => isFirstObject(head, (object) => promptSchema.safeParse(object).success),

  read: (file, sink, signal) =>
    readLineByLine(file, sink, signal, new PromptHistoryReader(sink, 'codex', readPrompt)),
};

function readPrompt(object: JsonObject): ListedPrompt | null {
  const prompt = promptSchema.safeParse(object).data;
  if (!prompt) return null;
  const { session_id: session, ts, text } = prompt;
  return { session, text: withoutNoise(text), time: ts * 1_000, project: undefined };
}
