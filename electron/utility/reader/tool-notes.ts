/**
 * What is kept of an agent's tools: one line a call, and the beginning of what the tool answered.
 */
import { cleanText, cutText, oneLine } from './clean-text.ts';
import { isObject, type JsonObject } from './json-values.ts';

/** Characters of a tool's answer that are kept, for search by word. */
const TOOL_RESULT_LENGTH = 2_000;
const TOOL_CALL_LENGTH = 200;

/** What tells most about a tool call, best first. */
const TELLING_ARGUMENTS = [
  'file_path',
  'notebook_path',
  'absolute_path',
  'path',
  'command',
  'cmd',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
  'skill',
  'subject',
];

/** A shell that is only there to run the command behind it. */
const SHELL = /^(?:\/\S*\/)?(?:bash|zsh|sh) -l?c /;

/** A tool call on one line: its name and the argument that tells most, or the beginning of a text given to it. */
export function toolCall(name: string, input: unknown): string {
  const argument = tellingArgument(input);
  const call = argument === '' ? name : `${name} ${cutText(argument, 4 * TOOL_CALL_LENGTH)}`;
  return oneLine(cleanText(call), TOOL_CALL_LENGTH);
}

function tellingArgument(input: unknown): string {
  if (typeof input === 'string') return input.trim();
  if (!isObject(input)) return '';
  for (const key of TELLING_ARGUMENTS) {
    const text = argumentText(input, key);
    if (text !== '') return text;
  }
  return '';
}

/** A command may be given as the list of its words. */
function argumentText(input: JsonObject, key: string): string {
  const value = input[key];
  if (typeof value === 'string') return value.trim();
  if (!Array.isArray(value)) return '';
  const words = value.every((word) => typeof word === 'string') ? value.join(' ') : '';
  return words.replace(SHELL, '').trim();
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
    .flatMap((item: unknown) => {
      if (typeof item === 'string') return [cutText(item, 2 * TOOL_RESULT_LENGTH)];
      if (!isObject(item)) return [];
      const { type, text } = item;
      return TEXT_BLOCKS.has(type) && typeof text === 'string' ? [cutText(text, 2 * TOOL_RESULT_LENGTH)] : [];
    })
    .join('\n');
}

/** The types of blocks that hold text, by whatever name a vendor gives them. */
const TEXT_BLOCKS: ReadonlySet<unknown> = new Set(['text', 'input_text', 'output_text']);
