/**
 * The content of a message, a string or a list of blocks, as parts: text, tool calls, tool results.
 */
import { readBlock } from './line-schema.ts';
import { cleanText } from '../../clean-text.ts';
import { SHORTENED_MARK } from '../../string-shortener.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';

/** What a message holds: its own words, one line a tool call, and what tools answered. */
export interface Content {
  readonly text: string;
  readonly toolCalls: readonly string[];
  readonly toolResults: readonly string[];
  /** Some of `text` was left out because its line was too long to hold. */
  readonly shortened: boolean;
}

/** Reads a message's content; `clean` is applied to each text block. Null if it has no known shape. */
export function readContent(content: unknown, clean: (text: string) => string): Content | null {
  if (!Array.isArray(content) && typeof content !== 'string') return null;
  const texts: string[] = [];
  const toolCalls: string[] = [];
  const toolResults: string[] = [];
  let shortened = false;
  const addText = (text: string): void => {
    shortened ||= text.endsWith(SHORTENED_MARK);
    texts.push(clean(cleanText(text)));
  };
  for (const item of typeof content === 'string' ? [content] : content) {
    if (typeof item === 'string') {
      addText(item);
      continue;
    }
    const block = readBlock(item);
    if (!block) continue;
    const { type, text, name, input } = block;
    if (type === 'text' && text !== undefined) addText(text);
    else if (type === 'tool_use' && name !== undefined) toolCalls.push(toolCall(name, input));
    else if (type === 'tool_result') toolResults.push(toolResult(block.content));
  }
  return {
    text: texts.filter((text) => text !== '').join('\n\n'),
    toolCalls: toolCalls.filter((text) => text !== ''),
    toolResults: toolResults.filter((text) => text !== ''),
    shortened,
  };
}
