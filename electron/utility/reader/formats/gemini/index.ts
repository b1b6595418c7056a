/**
 * Gemini CLI's sessions, in ~/.gemini/tmp/<project>/chats/: a log that is to be replayed (.jsonl), or, from earlier
 * versions, one document (.json). What is read and what is left: docs/formats/gemini.md.
 */
import { readBlocks } from '../../blocks.ts';
import type { Format, Sink, SourceFile } from '../../format.ts';
import { DocumentSplitter } from '../../json-document.ts';
import { isObject, parseLine, parseObject, type JsonObject } from '../../json-values.ts';
import { wholeLines } from '../../line-by-line.ts';
import { Replay, listed, type Place } from './replay.ts';
import { SessionReader } from './session-reader.ts';
import { layoutOf } from './sniff.ts';
import { sessionPlace } from './session-place.ts';

/** What can be wrong with an object of a file. */
type Found = JsonObject | 'invalid-json' | 'too-long';

/** Gives each object of a file and where it is, and then where the file's whole objects end. */
type Visit = (found: Found, place: Place) => void | Promise<void>;
type Walk = (file: SourceFile, signal: AbortSignal, visit: Visit) => Promise<number>;

/** What a document has around its messages. */
const MESSAGES_IN = ['{', '['];

/** Logs, one object a line; see ../../format.ts. What is appended may take back what stands before it. */
export const gemini: Format = {
  name: 'gemini',
  resumable: false,
  rereads: true,

  recognises: (head) => layoutOf(head) === 'log',

  read: (file, sink, signal) => readSession(file, sink, signal, walkLog),
};

/** Documents; see ../../format.ts. */
export const geminiDocument: Format = {
  name: 'gemini',
  resumable: false,
  rereads: true,

  recognises: (head) => layoutOf(head) === 'document',

  read: (file, sink, signal) => readSession(file, sink, signal, walkDocument),
};

/** Reads a file twice: what is left in the end, and then the words of that. */
async function readSession(
  file: SourceFile,
  sink: Sink,
  signal: AbortSignal,
  walk: Walk,
): Promise<{ offset: number; state: null }> {
  const replay = new Replay();
  await walk(file, signal, (found, place) => {
    if (typeof found !== 'string') replay.apply(found, place);
  });
  const reader = new SessionReader(sink, replay, await sessionPlace(file.path));
  const offset = await walk(file, signal, async (found, place) => {
    if (typeof found === 'string') sink.skip(found, place.offset);
    else for (const [message, at] of messagesOf(found, place)) reader.message(message, at);
    if (sink.full) await sink.checkpoint(place.offset, null);
  });
  reader.finish();
  return { offset, state: null };
}

/** The messages that an object of a log says: itself, or those of its list. */
function* messagesOf(object: JsonObject, place: Place): Generator<[JsonObject, Place]> {
  const holder = isObject(object.$set) ? object.$set : object;
  if (holder === object && typeof object.type === 'string') yield [object, place];
  else if (Array.isArray(holder.messages)) {
    for (const [at, message] of holder.messages.entries()) {
      const index = listed(place.index, at);
      if (isObject(message)) yield [message, { offset: place.offset, index }];
    }
  }
}

async function walkLog(file: SourceFile, signal: AbortSignal, visit: Visit): Promise<number> {
  let end = file.offset;
  for await (const lines of wholeLines(file, signal)) {
    for (const { bytes, offset, tooLong, end: behind } of lines) {
      end = behind;
      if (tooLong) {
        await visit('too-long', { offset, index: 0 });
        continue;
      }
      for (const [index, object] of parseLine(bytes.toString('utf8')).entries()) {
        await visit(object ?? 'invalid-json', { offset, index });
      }
    }
  }
  return end;
}

/** What stands around the messages of a document is given last, as an object of its own. It may be cut short. */
async function walkDocument(file: SourceFile, signal: AbortSignal, visit: Visit): Promise<number> {
  const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
  const splitter = new DocumentSplitter(MESSAGES_IN);
  for await (const { bytes, position } of readBlocks(source, signal)) {
    for (const { bytes: message, offset, tooLong } of splitter.split(bytes, position)) {
      const object = tooLong ? 'too-long' : (parseObject(message.toString('utf8')) ?? 'invalid-json');
      await visit(object, { offset, index: 0 });
    }
  }
  const around = parseObject(splitter.around) ?? parseObject(`${splitter.around}]}`);
  // Its list of messages is empty by now.
  if (around) await visit({ ...around, messages: undefined }, { offset: 0, index: 0 });
  return file.size;
}
