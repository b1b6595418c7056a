/**
 * What the items of a rollout say: the text of messages, one line a tool call, the beginning of a tool's answer.
 */
import { cleanText } from '../../clean-text.ts';
import { isObject, parseObject } from '../../json-values.ts';
import { SHORTENED_MARK } from '../../string-shortener.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';
import { withoutNoise } from './noise.ts';
import type { ResponseItem } from './rollout-line.ts';

/** The text of a message. */
export interface MessageText {
  /** '' where all of it came from the machine. */
  readonly text: string;
  /** It has an image, which is left out. */
  readonly image: boolean;
  /** Some was left out because its line was too long to hold. */
  readonly shortened: boolean;
}

const PATCHED_FILE = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm;

/** Reads the content of a message: a string, or a list of blocks. Null if it has no known shape. */
export function readMessage({ role, content }: ResponseItem): MessageText | null {
  if (typeof content !== 'string' && !Array.isArray(content)) return null;
  const blocks: unknown[] = typeof content === 'string' ? [content] : content;
  const texts = blocks.flatMap((block) => blockText(block));
  const clean = texts.map((text) => (role === 'user' ? withoutNoise(cleanText(text)) : cleanText(text)));
  return {
    text: clean.filter((text) => text !== '').join('\n\n'),
    image: blocks.some((block) => isObject(block) && block.type === 'input_image'),
    shortened: texts.some((text) => text.endsWith(SHORTENED_MARK)),
  };
}

function blockText(block: unknown): string[] {
  if (typeof block === 'string') return [block];
  return isObject(block) && typeof block.text === 'string' ? [block.text] : [];
}

/** A tool call on one line, or null where an item is none. */
export function readCall(item: ResponseItem): string | null {
  switch (item.type) {
    case 'function_call':
      return toolCall(item.name ?? 'function', argumentsOf(item.arguments));
    case 'custom_tool_call':
      return toolCall(item.name ?? 'tool', argumentsOf(item.input));
    case 'local_shell_call':
      return toolCall('shell', item.action);
    case 'web_search_call':
      return toolCall('web_search', item.action);
    default:
      return null;
  }
}

/** Arguments are written as a JSON text, as an object, or, of a patch, as they are. */
function argumentsOf(given: unknown): unknown {
  const value = typeof given === 'string' ? (parseObject(given) ?? given) : given;
  const text = typeof value === 'string' ? value : isObject(value) ? (value.patch ?? value.input) : null;
  if (typeof text !== 'string') return value;
  const files = Array.from(text.matchAll(PATCHED_FILE), ([, file]) => file);
  return files.length > 0 ? files.join(', ') : value;
}

/** The beginning of what a tool answered, or null where an item is no answer. */
export function readOutput(item: ResponseItem): string | null {
  if (item.type !== 'function_call_output' && item.type !== 'custom_tool_call_output') return null;
  const { output } = item;
  // Early versions wrap the text once more: {"output":"...","metadata":{"exit_code":0}}.
  const unwrapped = typeof output === 'string' && output.startsWith('{') ? parseObject(output) : output;
  if (!isObject(unwrapped)) return toolResult(output);
  return toolResult(unwrapped.output ?? unwrapped.content ?? output);
}
