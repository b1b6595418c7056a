/**
 * GitHub Copilot's chat in VS Code: chatSessions/<session>.json, or .jsonl, a log of changes to the same object.
 * What is read and what is left: docs/formats/vscode-copilot.md.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { titleRanks } from '../../../../shared/conversation.ts';
import { readBlocks } from '../../blocks.ts';
import { cleanText, oneLine } from '../../clean-text.ts';
import type { Format, Sink, SourceFile } from '../../format.ts';
import { RecordSplitter, recordLayout } from '../../json-records.ts';
import { readLines } from '../../lines.ts';
import { giveConversation, type WholeMessage } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import { ObjectLog } from './object-log.ts';
import { messagesOf, sessionSchema, type Session } from './session-schema.ts';

const TITLE_LENGTH = 120;
const ITEMS = 'requests';

/** What only sessions of this chat have besides `requests`. */
const SESSION_KEYS = /"(?:responderUsername|requesterUsername|initialLocation|creationDate)"\s*:/;
const FIRST_KEY = '"kind"';
const FIRST_ENTRY = /^\s*\{\s*"kind"\s*:\s*0\s*,\s*"v"\s*:\s*\{/;

/** A session as one JSON document; see ../../format.ts. */
export const vscodeCopilot: Format = {
  name: 'vscode-copilot',
  resumable: false,
  wholeConversations: true,

  recognises: (head) =>
    recordLayout(head, ITEMS)?.containers === '' && SESSION_KEYS.test(head.toString('latin1')),

  async read(file, sink, signal) {
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    const splitter = new RecordSplitter({ containers: '', itemsKey: ITEMS });
    const messages: WholeMessage[] = [];
    let requests = 0;
    let given = false;
    for await (const { bytes, position } of readBlocks(source, signal)) {
      for (const piece of splitter.split(bytes, position)) {
        const object = piece.tooLong ? null : parseObject(piece.bytes.toString('utf8'));
        if (piece.kind === 'item') {
          messages.push(...readRequest(sink, object, requests, piece.offset));
          requests += 1;
        } else {
          given = true;
          await giveSession(file, sink, sessionSchema.safeParse(object).data, messages);
        }
      }
    }
    if (!given) sink.skip('broken-conversation', 0);
    return { offset: file.size, state: null };
  },
};

/** A session as a log of changes; see ../../format.ts. */
export const vscodeCopilotLog: Format = {
  name: 'vscode-copilot',
  resumable: false,
  wholeConversations: true,

  recognises(head) {
    if (!head.includes(FIRST_KEY)) return false;
    const text = head.toString('utf8').replace(/^\ufeff/, '');
    return FIRST_ENTRY.test(text) && (SESSION_KEYS.test(text) || /"requests"\s*:/.test(text));
  },

  async read(file, sink, signal) {
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    const log = new ObjectLog();
    for await (const lines of readLines(source, signal)) {
      for (const line of lines) {
        if (line.bytes.length < 2) continue;
        const entry = line.tooLong ? null : parseObject(line.bytes.toString('utf8'));
        // A half-written last line is for the next reading.
        if (!entry && !line.complete) continue;
        if (!entry || !log.apply(entry)) sink.skip(line.tooLong ? 'too-long' : 'invalid-json', line.offset);
      }
    }
    const requests = log.state.requests;
    const messages = (Array.isArray(requests) ? requests : []).flatMap((request, index) =>
      readRequest(sink, request, index, 0),
    );
    await giveSession(file, sink, sessionSchema.safeParse(log.state).data, messages);
    return { offset: file.size, state: null };
  },
};

function readRequest(sink: Sink, request: unknown, index: number, offset: number): WholeMessage[] {
  const messages = messagesOf(request, index);
  if (!messages) sink.skip('unknown-shape', offset);
  return messages ?? [];
}

async function giveSession(
  file: Pick<SourceFile, 'path'>,
  sink: Sink,
  session: Session | undefined,
  messages: readonly WholeMessage[],
): Promise<void> {
  // The file is named after its session.
  const key = session?.sessionId ?? basename(file.path, extname(file.path));
  const title = oneLine(cleanText(session?.customTitle ?? ''), TITLE_LENGTH);
  const project = await projectOf(file.path);
  const latest = Math.max(0, ...messages.map(({ time }) => time ?? 0));
  const conversation = {
    key,
    ...(project === undefined ? {} : { project }),
    ...(title === '' ? {} : { title: { text: title, rank: titleRanks.ai } }),
    kind: 'main' as const,
    revision: Math.max(latest, session?.lastMessageDate ?? 0),
    startedAt: session?.creationDate ?? null,
    messages,
  };
  await giveConversation(sink, 'vscode-copilot', conversation, { offset: 0, state: null });
}

/** The folder of the workspace, which a file beside the sessions' folder names. */
async function projectOf(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  if (basename(folder) !== 'chatSessions') return undefined;
  const text = await readFile(join(dirname(folder), 'workspace.json'), 'utf8').catch(() => '');
  const uri = parseObject(text)?.folder;
  try {
    return typeof uri === 'string' && uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    // A folder of another system.
    return typeof uri === 'string' ? uri : undefined;
  }
}
