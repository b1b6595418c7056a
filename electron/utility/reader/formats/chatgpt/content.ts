/**
 * What a message of ChatGPT's says: its words, its calls of tools as one line, the documents of its canvas.
 */
import { z } from 'zod';
import type { Role } from '../../../../shared/conversation.ts';
import { cleanText, oneLine } from '../../clean-text.ts';
import { textPages } from '../../text-pages.ts';
import type { WholePart } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import type { ChatgptMessage } from './export-schema.ts';

const TOOL_CALL_LENGTH = 200;

/** Kinds of content that say nothing of their own: thinking, what tools showed, the user's profile. */
const NOISE = new Set([
  'thoughts',
  'reasoning_recap',
  'execution_output',
  'computer_output',
  'tether_quote',
  'tether_browsing_code',
  'tether_browsing_display',
  'sonic_webpage',
  'system_error',
  'user_editable_context',
  'model_editable_context',
  'app_pairing_content',
]);

const textPart = z.object({ text: z.string() });

/** A canvas is written by calls of the tool `canmore`. */
const canvasSchema = z.object({
  name: z.string().optional(),
  content: z.string().optional(),
  updates: z.array(z.object({ replacement: z.string() })).optional(),
});

/** What is kept of a message: no parts if it is hidden or noise. Null if it may hold text of an unknown shape. */
export function readMessage(message: ChatgptMessage): { role: Role; parts: WholePart[] } | null {
  const { author, content, metadata } = message;
  const type = content.content_type ?? 'text';
  const role = author.role === 'assistant' ? 'assistant' : 'user';
  const nothing = { role, parts: [] } as const;
  if (metadata?.is_visually_hidden_from_conversation === true || NOISE.has(type))
    return { ...nothing, parts: [] };
  if (author.role === 'tool') return { ...nothing, parts: [] };
  if (author.role === 'system' && metadata?.is_user_system_message !== true) return { ...nothing, parts: [] };
  if (!['user', 'assistant', 'system'].includes(author.role)) return null;
  const text = textOf(message);
  if (text === null) return null;
  if (text.trim() === '') return { ...nothing, parts: [] };
  const recipient = message.recipient ?? 'all';
  if (author.role === 'assistant' && recipient !== 'all') return { role, parts: toolCall(recipient, text) };
  const language = content.language ?? '';
  const code = type === 'code' ? `\`\`\`${language === 'unknown' ? '' : language}\n${text}\n\`\`\`` : text;
  return { role, parts: [{ kind: 'text', text: code }] };
}

/** The strings of a message and the transcripts of what was spoken; images and sounds are left out. */
function textOf({ content }: ChatgptMessage): string | null {
  const { parts, text } = content;
  if (parts === undefined) return text ?? null;
  return parts
    .flatMap((part) => {
      if (typeof part === 'string') return [part];
      const spoken = textPart.safeParse(part);
      return spoken.success ? [spoken.data.text] : [];
    })
    .filter((part) => part.trim() !== '')
    .join('\n\n');
}

function toolCall(tool: string, text: string): WholePart[] {
  const canvas = tool.startsWith('canmore') ? canvasSchema.safeParse(parseObject(text)) : undefined;
  if (!canvas?.success) {
    return [{ kind: 'tool-call', text: oneLine(cleanText(`${tool} ${text}`), TOOL_CALL_LENGTH) }];
  }
  const { name = '', content = '', updates = [] } = canvas.data;
  const written = content === '' ? updates.map(({ replacement }) => replacement).join('\n\n') : content;
  return [
    { kind: 'tool-call', text: oneLine(cleanText(`${tool} ${name}`), TOOL_CALL_LENGTH) },
    ...textPages(cleanText(written)).map((page): WholePart => ({ kind: 'tool-result', text: page })),
  ];
}
