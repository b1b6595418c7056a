/**
 * Claude.ai's data export: conversations.json.
 * What is read and what is left: docs/formats/claude-ai.md.
 */
import { titleRanks } from '../../../../shared/conversation.ts';
import { readBlocks } from '../../blocks.ts';
import { cleanText, oneLine } from '../../clean-text.ts';
import type { Format, Sink } from '../../format.ts';
import { RecordSplitter, recordLayout, type RecordPiece } from '../../json-records.ts';
import { giveConversation, type WholeMessage } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import { readMessage } from './content.ts';
import { messageSchema, recordSchema } from './export-schema.ts';

const TITLE_LENGTH = 120;
const ITEMS = 'chat_messages';

/** See ../../format.ts. */
export const claudeAi: Format = {
  name: 'claude-ai',
  resumable: false,
  wholeConversations: true,

  recognises: (head) => recordLayout(head, ITEMS) !== null,

  async read(file, sink, signal) {
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    let splitter: RecordSplitter | undefined;
    let messages: WholeMessage[] = [];
    for await (const { bytes, position } of readBlocks(source, signal)) {
      // What was recognised in the file's beginning is in its first block as well.
      splitter ??= new RecordSplitter(recordLayout(bytes, ITEMS) ?? { containers: '[', itemsKey: ITEMS });
      for (const piece of splitter.split(bytes, position)) {
        if (piece.kind === 'item') messages.push(...readItem(sink, piece, messages.length));
        else {
          await giveRecord(sink, piece, messages);
          messages = [];
          if (sink.full) await sink.checkpoint(piece.end, null);
        }
      }
    }
    const unfinished = splitter?.unfinished ?? null;
    if (unfinished !== null) sink.skip('broken-conversation', unfinished);
    return { offset: file.size, state: null };
  },
};

function readItem(sink: Sink, piece: RecordPiece, index: number): WholeMessage[] {
  const object = piece.tooLong ? null : parseObject(piece.bytes.toString('utf8'));
  const message = messageSchema.safeParse(object);
  if (!object || !message.success) {
    const reason = piece.tooLong ? 'too-long' : object ? 'unknown-shape' : 'invalid-json';
    sink.skip(reason, piece.offset);
    return [];
  }
  return readMessage(message.data, `#${index}`);
}

async function giveRecord(sink: Sink, piece: RecordPiece, messages: readonly WholeMessage[]): Promise<void> {
  const { offset } = piece;
  const object = piece.tooLong ? null : parseObject(piece.bytes.toString('utf8'));
  const record = recordSchema.safeParse(object);
  const name = record.data?.name ?? record.data?.title ?? '';
  const text = oneLine(cleanText(name), TITLE_LENGTH);
  const key = record.data?.uuid;
  if (!record.success || key === undefined || !record.data.chat_messages) {
    sink.skip('broken-conversation', offset, text === '' ? key : text);
    return;
  }
  const { created_at, updated_at } = record.data;
  const latest = Math.max(0, ...messages.map(({ time }) => time ?? 0));
  const conversation = {
    key,
    // Claude.ai names conversations itself; what the user renames looks the same.
    ...(text === '' ? {} : { title: { text, rank: titleRanks.ai } }),
    kind: 'main' as const,
    revision: updated_at ?? (latest > 0 ? latest : (created_at ?? 0)),
    startedAt: created_at,
    messages,
  };
  await giveConversation(sink, 'claude-ai', conversation, { offset, state: null });
}
