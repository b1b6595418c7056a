/** Writes an export of ChatGPT as it is sent: one line of JSON, whatever its size. */
import { open } from 'node:fs/promises';
import { Prose } from './prose.ts';
import { Random } from './random.ts';
import { createTopic } from './topic.ts';

const WRITE_BLOCK = 1 << 20;

/** Replies that texts are drawn from: making each anew would take longer than reading them. */
const REPLIES = 500;
const STATEMENTS = [2, 24] as const;

/** Turns of a conversation, drawn between these. */
const TURNS = [2, 120] as const;

const FIRST = Date.UTC(2024, 0, 1) / 1_000;

/** Writes about so many bytes to `path`; same seed, same export. Gives the number of conversations and messages. */
export async function writeChatgptExport(
  path: string,
  bytes: number,
  seed: number,
): Promise<{ bytes: number; conversations: number; messages: number }> {
  const random = new Random(`chatgpt ${seed}`);
  const replies = Array.from({ length: REPLIES }, () => {
    const prose = new Prose(random, createTopic(random));
    return Array.from({ length: random.integer(...STATEMENTS) }, () => prose.statement()).join(' ');
  });
  await using file = await open(path, 'wx');
  const written = { bytes: 0, conversations: 0, messages: 0 };
  let pending = '';
  const flush = async (): Promise<void> => {
    written.bytes += (await file.write(pending)).bytesWritten;
    pending = '';
  };
  while (written.bytes + pending.length < bytes) {
    const turns = random.integer(...TURNS);
    pending += written.conversations === 0 ? '[' : ',';
    pending += JSON.stringify(conversation(written.conversations, turns, random, replies));
    written.conversations += 1;
    written.messages += turns;
    if (pending.length >= WRITE_BLOCK) await flush();
  }
  pending += ']';
  await flush();
  return written;
}

function conversation(number: number, turns: number, random: Random, replies: readonly string[]): object {
  const id = (node: number): string => `${number.toString(16)}-${node.toString(16)}`;
  const root = { id: id(0), message: null, parent: null, children: [id(1)] };
  const mapping: Record<string, object> = { [id(0)]: root };
  const startedAt = FIRST + number * 3_600;
  for (let node = 1; node <= turns; node += 1) {
    mapping[id(node)] = {
      id: id(node),
      parent: id(node - 1),
      children: node < turns ? [id(node + 1)] : [],
      message: {
        id: id(node),
        author: { role: node % 2 === 1 ? 'user' : 'assistant', name: null, metadata: {} },
        create_time: startedAt + node * 20,
        content: { content_type: 'text', parts: [`${random.pick(replies)} (${id(node)})`] },
        status: 'finished_successfully',
        weight: 1,
        metadata: {},
        recipient: 'all',
      },
    };
  }
  return {
    title: `Conversation ${number}`,
    create_time: startedAt,
    update_time: startedAt + turns * 20,
    mapping,
    current_node: id(turns),
    conversation_id: `conversation-${number.toString(16)}`,
  };
}
