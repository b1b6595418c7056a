/**
 * What a message of Claude.ai's says: its words, the documents that the user attached, artifacts, calls of tools.
 */
import { cleanText, oneLine } from '../../clean-text.ts';
import { textPages } from '../../text-pages.ts';
import type { WholeMessage, WholePart } from '../../whole-conversation.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';
import { blockSchema, type ClaudeAiMessage } from './export-schema.ts';

/** Stands in an export where the app had something that its text form can't show. */
const PLACEHOLDER =
  /^\s*(?:```\s*)?This block is not supported on your current device yet\.?\s*(?:```)?\s*$/gm;

/** How artifacts and thinking were written into the text itself, in 2024. */
const THINKING = /<antThinking>[\s\S]*?(?:<\/antThinking>|$)/g;
const ARTIFACT = /<antArtifact([^>]*)>([\s\S]*?)(?:<\/antArtifact>|$)/g;
const ARTIFACT_TITLE = /title="([^"]*)"/;
const ARTIFACT_IDENTIFIER = /identifier="([^"]*)"/;

const TOOL_CALL_LENGTH = 200;

/** A message, and what tools answered in it as a message of its own. `fallback` is its key if it has no id. */
export function readMessage(message: ClaudeAiMessage, fallback: string): WholeMessage[] {
  const key = message.uuid ?? fallback;
  const role = message.sender === 'human' ? 'user' : 'assistant';
  const texts: string[] = [];
  const tools: WholePart[] = [];
  const results: WholePart[] = [];
  for (const item of message.content) {
    const block = blockSchema.safeParse(item);
    if (!block.success) continue;
    const { type, text, name, input, content } = block.data;
    if (type === 'text' || type === 'voice_note') texts.push(withoutPlaceholder(text ?? ''));
    else if (type === 'tool_use' && name !== undefined) tools.push(...readToolUse(name, input ?? {}));
    else if (type === 'tool_result') results.push({ kind: 'tool-result', text: toolResult(content) });
  }
  const joined = texts.filter((text) => text !== '').join('\n\n');
  const said = (joined === '' ? withoutPlaceholder(message.text ?? '') : joined)
    .replace(THINKING, '')
    .replace(ARTIFACT, (_markup, attributes: string, written: string) => {
      const title = ARTIFACT_TITLE.exec(attributes) ?? ARTIFACT_IDENTIFIER.exec(attributes);
      tools.push(...artifact(title?.[1] ?? '', written));
      return '';
    });
  const documents = message.attachments.map(({ file_name: name, extracted_content: text }): WholePart => ({
    kind: 'text',
    text: name === undefined || name === '' ? text : `${name}\n\n${text}`,
  }));
  const { created_at: time } = message;
  const messages: WholeMessage[] = [
    { key, role, time, parts: [{ kind: 'text', text: said }, ...documents, ...tools] },
    { key: `${key}/result`, role: 'tool', time, parts: results },
  ];
  return messages.filter(({ parts }) => parts.some(({ text }) => text.trim() !== ''));
}

/** A call on one line; of an artifact also its text, which is what the assistant wrote. */
function readToolUse(name: string, input: Record<string, unknown>): WholePart[] {
  if (name !== 'artifacts') return [{ kind: 'tool-call', text: toolCall(name, input) }];
  const { title, id, content, new_str: replacement } = input;
  const named = [title, id].find((value) => typeof value === 'string') ?? '';
  return artifact(named, [content, replacement].filter((value) => typeof value === 'string').join('\n\n'));
}

function artifact(name: string, written: string): WholePart[] {
  return [
    { kind: 'tool-call', text: oneLine(cleanText(`artifact ${name}`), TOOL_CALL_LENGTH) },
    ...textPages(cleanText(written)).map((text): WholePart => ({ kind: 'tool-result', text })),
  ];
}

function withoutPlaceholder(text: string): string {
  return text.replace(PLACEHOLDER, '').trim();
}
