/**
 * Follows a log of Gemini CLI's to its end: which messages are still in the conversation then, and in what order.
 * https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/services/chatRecordingService.ts
 */
import { hash } from 'node:crypto';
import { isObject, type JsonObject } from '../../json-values.ts';
import { timeOf } from '../../time.ts';
import { isSnapshot } from './message.ts';

/** Where the words of a message are: on which line, as which object on it. */
export interface Place {
  readonly offset: number;
  readonly index: number;
}

/** A message that is still there when the log ends. */
export interface Survivor extends Place {
  /** Byte offset of the line that said it first: it keeps its place when it is written again. */
  readonly firstOffset: number;
  /** Its time made non-decreasing in the order of the conversation, ms since 1970. */
  readonly sortTime: number;
}

/** What is known about a session besides its messages. */
export interface SessionFacts {
  readonly session: string | undefined;
  readonly summary: string | undefined;
  readonly folder: string | undefined;
  readonly isSubagent: boolean;
}

interface Kept extends Place {
  readonly firstOffset: number;
  readonly time: number | null;
}

/** Longer ids are kept as their hash: nobody writes such, but they would be held for every message. */
const LONGEST_ID = 128;

/** Apply all objects of a log in order. */
export class Replay {
  private messages = new Map<string, Kept>();
  /** Of all messages that ever were: the library keeps the place that it was first told. */
  private readonly firstOffsets = new Map<string, number>();
  private known: SessionFacts = {
    session: undefined,
    summary: undefined,
    folder: undefined,
    isSubagent: false,
  };

  get facts(): SessionFacts {
    return this.known;
  }

  apply(object: JsonObject, place: Place): void {
    if (isObject(object.$set)) return this.set(object.$set, place);
    if (typeof object.$rewindTo === 'string') return this.rewindTo(object.$rewindTo);
    if (typeof object.type === 'string') return this.message(object, place);
    this.describe(object);
    if (Array.isArray(object.messages)) this.replaceAll(object.messages, place);
  }

  /** The messages that are left, by where their words are. */
  survivors(): ReadonlyMap<string, Survivor> {
    const byPlace = new Map<string, Survivor>();
    let sortTime = 0;
    for (const { offset, index, firstOffset, time } of this.messages.values()) {
      sortTime = Math.max(sortTime, time ?? 0);
      byPlace.set(placeKey({ offset, index }), { offset, index, firstOffset, sortTime });
    }
    return byPlace;
  }

  private set(patch: JsonObject, place: Place): void {
    this.describe(patch);
    if (Array.isArray(patch.messages)) this.replaceAll(patch.messages, place);
  }

  /** A compressed conversation was said nevertheless: what is shorter is only what the model is given of it. */
  private replaceAll(messages: readonly unknown[], { offset, index }: Place): void {
    if (!messages.some((message) => isObject(message) && isSnapshot(message))) this.messages = new Map();
    messages.forEach((message, at) => {
      if (isObject(message)) this.message(message, { offset, index: listed(index, at) });
    });
  }

  private message(message: JsonObject, place: Place): void {
    const id = idOf(message, place);
    const firstOffset = this.firstOffsets.get(id) ?? place.offset;
    this.firstOffsets.set(id, firstOffset);
    // An entry of a Map keeps its place when it is set again.
    this.messages.set(id, { ...place, firstOffset, time: timeOf(message.timestamp) });
  }

  /** Removes a message and all after it; all, if it isn't there. */
  private rewindTo(id: string): void {
    const kept = new Map<string, Kept>();
    const key = shortId(id);
    if (this.messages.has(key)) {
      for (const [each, message] of this.messages) {
        if (each === key) break;
        kept.set(each, message);
      }
    }
    this.messages = kept;
  }

  private describe(facts: JsonObject): void {
    const { sessionId, summary, directories, kind } = facts;
    const folder: unknown = Array.isArray(directories) ? directories[0] : undefined;
    this.known = {
      session:
        this.known.session ?? (typeof sessionId === 'string' && sessionId !== '' ? sessionId : undefined),
      summary: typeof summary === 'string' ? summary : this.known.summary,
      folder: typeof folder === 'string' ? folder : this.known.folder,
      isSubagent: this.known.isSubagent || kind === 'subagent',
    };
  }
}

/** What identifies a message: its id, or where it stands. */
export function idOf({ id }: JsonObject, place: Place): string {
  return typeof id === 'string' && id !== '' ? shortId(id) : `@${placeKey(place)}`;
}

/** A key for a place. */
export function placeKey({ offset, index }: Place): string {
  return `${offset}+${index}`;
}

/** Place on its line of the message `at` in a list that is in the object `index`. */
export function listed(index: number, at: number): number {
  return (index + 1) * LIST + at;
}

/** More than the objects or messages on any line. */
const LIST = 2 ** 24;

function shortId(id: string): string {
  return id.length <= LONGEST_ID ? id : hash('sha256', id);
}
