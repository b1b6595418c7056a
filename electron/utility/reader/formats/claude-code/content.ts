/**
 * The content of a message, a string or a list of blocks, as parts: text, tool calls, tool results.
 */
import { blockSchema } from './line-schema.ts';
import { cleanText, cutText, oneLine } from '../../clean-text.ts';

/** What a message holds: its own words, one line a tool call, and what tools answered. */
export interface Content {
  readonly text: string;
  readonly toolCalls: readonly string[];
  readonly toolResults: readonly string[];
}

/** Characters of a tool's answer that are kept, for search by word. */
const TOOL_RESULT_LENGTH = 2_000;
const TOOL_CALL_LENGTH = 200;

/** What tells most about a tool call, best first. */
const TELLING_ARGUMENTS = [
  'file_path',
  'notebook_path',
  'path',
  'command',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
  'skill',
  'subject',
];

/** Reads a message's content; `clean` is applied to each text block. Null if it has no known shape. */
export function readContent(content: unknown, clean: (text: string) => string): Content | null {
  if (typeof content === 'string') return { text: clean(cleanText(content)), toolCalls: [], toolResults: [] };
  if (!Array.isArray(content)) return null;
  const texts: string[] = [];
  const toolCalls: string[] = [];
  const toolResults: string[] = [];
  for (const item of content) {
    if (typeof item === 'string') {
      texts.push(clean(cleanText(item)));
      continue;
    }
    const block = blockSchema.safeParse(item);
    if (!block.success) continue;
    const { type, text, name, input } = block.data;
    if (type === 'text' && text !== undefined) texts.push(clean(cleanText(text)));
    else if (type === 'tool_use' && name !== undefined) toolCalls.push(toolCall(name, input ?? {}));
    else if (type === 'tool_result') toolResults.push(toolResult(block.data.content));
  }
  return {
    text: texts.filter((text) => text !== '').join('\n\n'),
    toolCalls,
    toolResults: toolResults.filter((text) => text !== ''),
  };
}

function toolCall(name: string, input: Record<string, unknown>): string {
  for (const key of TELLING_ARGUMENTS) {
    const value = input[key];
    if (typeof value === 'string' && value !== '') {
      return oneLine(cleanText(`${name} ${cutText(value, 4 * TOOL_CALL_LENGTH)}`), TOOL_CALL_LENGTH);
    }
  }
  return oneLine(cleanText(name), TOOL_CALL_LENGTH);
}

function toolResult(content: unknown): string {
  if (typeof content === 'string')
    return cutText(cleanText(cutText(content, 2 * TOOL_RESULT_LENGTH)), TOOL_RESULT_LENGTH);
  if (!Array.isArray(content)) return '';
  const texts = content.flatMap((item) => {
    const block = blockSchema.safeParse(item);
    return block.success && block.data.type === 'text' && block.data.text !== undefined
      ? [block.data.text]
      : [];
  });
  return toolResult(texts.join('\n'));
}
