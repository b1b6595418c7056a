/**
 * Writes conversations as files, one each.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecollectError } from '../../shared/errors.ts';
import type { ExportedConversation, ExportedPart } from '../library/export-store.ts';
import { renderMarkdown } from './markdown.ts';
import { conversationId, readConversations, readParts, type ReadableLibrary } from './read-conversations.ts';

/** How a conversation is written. */
export const exportFormats = ['markdown', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = { markdown: 'md', json: 'json' };
const NAME_LENGTH = 60;

/** What to write, and where: all conversations where `ids` is null, those too that are hidden from search. */
export interface ExportRequest {
  readonly ids: ReadonlySet<string> | null;
  readonly format: ExportFormat;
  readonly folder: string;
}

/** What was written. */
export interface ExportReport {
  readonly folder: string;
  readonly files: readonly string[];
  /** Ids that the library doesn't know. */
  readonly unknown: readonly string[];
}

/** Writes the files; earlier ones of the same names are replaced. @throws RecollectError `export-failed`. */
export async function exportFiles(
  library: ReadableLibrary,
  { ids, format, folder }: ExportRequest,
  signal: AbortSignal,
): Promise<ExportReport> {
  const files: string[] = [];
  const unknown = new Set(ids);
  const render = format === 'markdown' ? renderMarkdown : renderJson;
  try {
    await mkdir(folder, { recursive: true });
    for await (const conversation of readConversations(library, ids, signal)) {
      unknown.delete(conversationId(conversation));
      const path = join(folder, fileName(conversation, EXTENSIONS[format]));
      await writeFile(path, render(conversation, readParts(library, conversation.id, signal)), { signal });
      files.push(path);
    }
  } catch (error) {
    if (signal.aborted)
      throw new RecollectError('cancelled', 'The export was stopped. What was written stays.');
    const why = error instanceof Error ? error.message : String(error);
    throw new RecollectError('export-failed', `Conversations can't be written to ${folder}: ${why}`, {
      cause: error,
    });
  }
  return { folder, files, unknown: [...unknown] };
}

/** The day, the title and the row id, which no other conversation has: a name that every file system takes. */
function fileName({ id, title, startedAt }: ExportedConversation, extension: string): string {
  const day = startedAt === null ? 'undated' : new Date(startedAt).toISOString().slice(0, 10);
  const words = (title ?? '')
    .normalize('NFKD')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .slice(0, NAME_LENGTH)
    .replace(/^-|-$/g, '')
    .toLowerCase();
  return `${[day, words, id].filter((part) => part !== '').join('-')}.${extension}`;
}

async function* renderJson(
  conversation: ExportedConversation,
  parts: AsyncIterable<ExportedPart>,
): AsyncGenerator<string> {
  const { kind, project, title, parent, startedAt, marks, format: source } = conversation;
  const facts = {
    id: conversationId(conversation),
    source,
    kind,
    title,
    project,
    parent,
    startedAt: iso(startedAt),
    ...marks,
  };
  yield `${JSON.stringify(facts, null, 2).slice(0, -2)},\n  "messages": [`;
  let message: string | undefined;
  for await (const part of parts) {
    const begins = part.message !== message;
    if (begins) {
      yield message === undefined ? '\n' : '\n    ] },\n';
      const { role, time } = part;
      const head = JSON.stringify({ id: part.message, role, time: iso(time) });
      yield `    ${head.slice(0, -1)},"parts":[`;
    }
    ({ message } = part);
    yield `${begins ? '' : ','}\n      ${JSON.stringify({ kind: part.kind, text: part.text })}`;
  }
  yield message === undefined ? ']\n}\n' : '\n    ] }\n  ]\n}\n';
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
