/**
 * Gives the messages that are left of a session as the parts and facts of one conversation.
 */
import { titleRanks } from '../../../../shared/conversation.ts';
import { ConversationWriter } from '../../conversation-writer.ts';
import type { Sink } from '../../format.ts';
import type { JsonObject } from '../../json-values.ts';
import { timeOf } from '../../time.ts';
import { readMessage, type GeminiMessage } from './message.ts';
import { idOf, placeKey, type Place, type Replay, type SessionFacts, type Survivor } from './replay.ts';
import type { SessionPlace } from './session-place.ts';

/** Writes one session. */
export class SessionReader {
  private readonly sink: Sink;
  private readonly facts: SessionFacts;
  private readonly survivors: ReadonlyMap<string, Survivor>;
  private readonly writer: ConversationWriter;

  constructor(sink: Sink, replay: Replay, place: SessionPlace) {
    this.sink = sink;
    this.facts = replay.facts;
    this.survivors = replay.survivors();
    const { session = place.stem, isSubagent, folder } = replay.facts;
    const { parent } = place;
    // A subagent's file may carry the id of its parent.
    const key = parent === session ? `${session}/${place.stem}` : session;
    this.writer = new ConversationWriter(sink, 'gemini', key, null);
    this.writer.project(folder ?? place.folder);
    if (isSubagent || parent !== undefined) {
      this.writer.origin({ kind: 'subagent', ...(parent === undefined ? {} : { parent }) });
    }
  }

  /** Gives a message, if it is one of those that are left. */
  message(object: JsonObject, place: Place): void {
    const survivor = this.survivors.get(placeKey(place));
    if (!survivor) return;
    const message = readMessage(object);
    if (message === 'notice') return;
    if (!message) return this.sink.skip('unknown-shape', place.offset);
    if (message.shortened) this.sink.skip('too-long', place.offset);
    this.parts(message, idOf(object, place), timeOf(object.timestamp), survivor);
  }

  /** Call after the last message. */
  finish(): void {
    this.writer.title(this.facts.summary ?? '', titleRanks.summary);
  }

  private parts(message: GeminiMessage, id: string, time: number | null, survivor: Survivor): void {
    const line = `${this.writer.key}/${id}`;
    const at = { line, time, offset: survivor.firstOffset };
    let block = 0;
    const give = (
      part: Pick<Parameters<ConversationWriter['part']>[0], 'message' | 'role' | 'kind' | 'text'>,
    ) => {
      this.writer.part({ ...part, ...at, block }, survivor.sortTime);
      block += 1;
    };
    give({ message: id, role: message.role, kind: 'text', text: message.text });
    for (const text of message.toolCalls) give({ message: id, role: 'assistant', kind: 'tool-call', text });
    for (const text of message.toolResults) {
      give({ message: `${id}/result`, role: 'tool', kind: 'tool-result', text });
    }
  }
}
