/**
 * ChatGPT's data export: conversations.json, or its shards conversations-000.json and so on.
 * What is read and what is left: docs/formats/chatgpt.md.
 */
import { titleRanks } from '../../../../shared/conversation.ts';
import { readBlocks } from '../../blocks.ts';
import { cleanText, oneLine } from '../../clean-text.ts';
import type { Format, Sink } from '../../format.ts';
import { RecordSplitter, recordLayout, type RecordPiece } from '../../json-records.ts';
import { giveConversation } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import { recordSchema } from './export-schema.ts';
import { ConversationTree } from './tree.ts';

const TITLE_LENGTH = 120;

/** What tells a tree of messages from anything else that is called `mapping`. */
const TREE = /"(?:current_node|parent|children|author)"\s*:/;

/** See ../../format.ts. */
export const chatgpt: Format = {
  name: 'chatgpt',
  resumable: false,
  wholeConversations: true,

  recognises: (head) => recordLayout(head, 'mapping') !== null && TREE.test(head.toString('latin1')),

  async read(file, sink, signal) {
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    let splitter: RecordSplitter | undefined;
    let tree = new ConversationTree(sink);
    for await (const { bytes, position } of readBlocks(source, signal)) {
      // What was recognised in the file's beginning is in its first block as well.
      splitter ??= new RecordSplitter(
        recordLayout(bytes, 'mapping') ?? { containers: '[', itemsKey: 'mapping' },
      );
      for (const piece of splitter.split(bytes, position)) {
        if (piece.kind === 'item') tree.node(piece);
        else {
          await giveRecord(sink, piece, tree);
          tree = new ConversationTree(sink);
          if (sink.full) await sink.checkpoint(piece.end, null);
        }
      }
    }
    const unfinished = splitter?.unfinished ?? null;
    if (unfinished !== null) sink.skip('broken-conversation', unfinished);
    return { offset: file.size, state: null };
  },
};

async function giveRecord(sink: Sink, piece: RecordPiece, tree: ConversationTree): Promise<void> {
  const { offset } = piece;
  const object = piece.tooLong ? null : parseObject(piece.bytes.toString('utf8'));
  const record = recordSchema.safeParse(object);
  const key = record.data?.conversation_id ?? record.data?.id;
  if (!record.success || key === undefined || !record.data.mapping) {
    const name = typeof object?.title === 'string' ? oneLine(cleanText(object.title), TITLE_LENGTH) : key;
    sink.skip('broken-conversation', offset, name);
    return;
  }
  const { title, create_time, update_time, current_node } = record.data;
  const messages = tree.messages(current_node ?? undefined);
  const text = oneLine(cleanText(title ?? ''), TITLE_LENGTH);
  const latest = Math.max(0, ...messages.map(({ time }) => time ?? 0));
  const conversation = {
    key,
    // ChatGPT names conversations itself; what the user renames looks the same.
    ...(text === '' ? {} : { title: { text, rank: titleRanks.ai } }),
    kind: 'main' as const,
    revision: update_time ?? (latest > 0 ? latest : (create_time ?? 0)),
    startedAt: create_time ?? null,
    messages,
  };
  await giveConversation(sink, 'chatgpt', conversation, { offset, state: null });
}
