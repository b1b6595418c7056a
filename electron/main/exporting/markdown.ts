/**
 * A conversation as Markdown, for people. Terminal escapes and control characters are left out: what is written here is
 * pasted and printed elsewhere.
 */
import { harmless, harmlessLine } from '../../shared/harmless.ts';
import type { ExportedConversation, ExportedPart } from '../library/export-store.ts';

const SPEAKERS = { user: 'User', assistant: 'Assistant', summary: 'Summary', tool: 'Tool' } as const;

/** The document in pieces, as its parts come. */
export async function* renderMarkdown(
  conversation: ExportedConversation,
  parts: AsyncIterable<ExportedPart>,
): AsyncGenerator<string> {
  const { title, format, project, startedAt, marks } = conversation;
  yield `# ${harmlessLine(title ?? 'Untitled')}\n\n- Source: ${format}\n`;
  if (project !== null) yield `- Project: ${harmlessLine(project)}\n`;
  if (startedAt !== null) yield `- Started: ${new Date(startedAt).toISOString()}\n`;
  if (marks.tags.length > 0) yield `- Tags: ${harmlessLine(marks.tags.join(', '))}\n`;
  let message: string | undefined;
  for await (const part of parts) {
    if (part.message !== message) {
      const when = part.time === null ? '' : ` (${new Date(part.time).toISOString()})`;
      yield `\n## ${SPEAKERS[part.role]}${when}\n`;
    }
    ({ message } = part);
    const text = harmless(part.text);
    yield `\n${part.kind === 'text' ? text : fenced(text)}\n`;
  }
}

/** What tools were told and answered isn't Markdown: a fence that is longer than any in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([mark]) => mark.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
