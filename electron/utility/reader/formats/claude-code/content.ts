/**
 * The content of a message, a string or a list of blocks, as parts: text, tool calls, tool results.
 */
import type { JsonObject } from './json-values.ts';
import { readBlock } from './line-schema.ts';
import { cleanText, cutText, oneLine } from '../../clean-text.ts';
import { SHORTENED_MARK } from '../../string-shortener.ts';

/** What a message holds: its own words, one line a tool call, and what tools answered. */
export interface Content {
  readonly text: string;
  readonly toolCalls: readonly string[];
  readonly toolResults: readonly string[];
  /** Some of `text` was left out because its line was too long to hold. */
  readonly shortened: boolean;
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
    else if (type === 'tool_use' && name !== undefined) toolCalls.push(toolCall(name, input ?? {}));
    else if (type === 'tool_result') toolResults.push(toolResult(block.content));
  }
  return {
    text: texts.filter((text) => text !== '').join('\n\n'),
    toolCalls: toolCalls.filter((text) => text !== ''),
    toolResults: toolResults.filter((text) => text !== ''),
    shortened,
  };
}

/** A tool call on one line: its name and the argument that tells most. */
export function toolCall(name: string, input: JsonObject): string {
  for (const key of TELLING_ARGUMENTS) {
    const value = input[key];
    if (typeof value === 'string' && value.trim() !== '') {
      return oneLine(cleanText(`${name} ${cutText(value, 4 * TOOL_CALL_LENGTH)}`), TOOL_CALL_LENGTH);
    }
  }
  return oneLine(cleanText(name), TOOL_CALL_LENGTH);
}

/** The beginning of what a tool answered: a string, or the text of its blocks. Images are left out. */
export function toolResult(content: unknown): string {
  // Escapes and control characters are removed from what is kept, so a little more is looked at.
  const beginning = cutText(textOf(content), 2 * TOOL_RESULT_LENGTH);
  return cutText(cleanText(beginning), TOOL_RESULT_LENGTH);
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((item) => {
      if (typeof item === 'string') return [cutText(item, 2 * TOOL_RESULT_LENGTH)];
      const block = readBlock(item);
      return block?.type === 'text' && block.text !== undefined
        ? [cutText(block.text, 2 * TOOL_RESULT_LENGTH)]
        : [];
    })
    .join('\n');
}
