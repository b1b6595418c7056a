/**
 * The bundled sample conversations as the window gets them, for a double that looks like a real library.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NO_MARKS } from '../../../electron/shared/marks.ts';
import type { ConversationHeader, MessageView } from '../../../electron/shared/contract/conversations.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'resources', 'sample', 'projects');

const contentSchema = z.union([
  z.string().transform((text) => [{ kind: 'text' as const, text }]),
  z.array(
    z.union([
      z
        .object({ type: z.literal('text'), text: z.string() })
        .transform(({ text }) => ({ kind: 'text' as const, text })),
      z
        .object({ type: z.literal('tool_use'), name: z.string(), input: z.unknown() })
        .transform(({ name, input }) => ({
          kind: 'tool-call' as const,
          text: `${name} ${JSON.stringify(input)}`,
        })),
      z.object({ type: z.literal('tool_result'), content: z.unknown() }).transform(({ content }) => ({
        kind: 'tool-result' as const,
        text: typeof content === 'string' ? content : JSON.stringify(content),
      })),
    ]),
  ),
]);

const lineSchema = z.object({
  type: z.enum(['user', 'assistant']),
  uuid: z.string(),
  timestamp: z.string(),
  cwd: z.string(),
  message: z.object({ content: contentSchema }),
});
const titleSchema = z.union([
  z.object({ type: z.literal('summary'), summary: z.string() }).transform(({ summary }) => summary),
  z.object({ type: z.literal('ai-title'), aiTitle: z.string() }).transform(({ aiTitle }) => aiTitle),
]);

/** A conversation with its messages. */
export interface SampleConversation {
  readonly header: ConversationHeader;
  readonly messages: readonly MessageView[];
}

/** Every conversation of the sample. */
export function sampleConversations(): SampleConversation[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => readConversation(join(folder, name)));
}

function readConversation(path: string): SampleConversation {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
  const said = lines.flatMap((line) => lineSchema.safeParse(line).data ?? []);
  const title = lines.flatMap((line) => titleSchema.safeParse(line).data ?? [])[0] ?? null;
  const messages = said.map((line, position): MessageView => {
    const answersTool = line.message.content.some(({ kind }) => kind === 'tool-result');
    return {
      id: line.uuid,
      position,
      role: answersTool ? 'tool' : line.type,
      time: Date.parse(line.timestamp),
      parts: line.message.content,
    };
  });
  const key = /([\w-]+)\.jsonl$/.exec(path)?.[1] ?? path;
  return {
    header: {
      id: `claude-code:${key}`,
      title,
      source: 'claude-code',
      project: said[0]?.cwd ?? null,
      kind: 'main',
      parent: null,
      startedAt: messages[0]?.time ?? null,
      updatedAt: messages.at(-1)?.time ?? null,
      messages: messages.length,
      paths: [path.slice(path.indexOf('projects'))],
      marks: NO_MARKS,
      heldBy: [],
      resume: { kind: 'command', command: `claude --resume ${key}` },
    },
    messages,
  };
}
