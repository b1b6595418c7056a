/**
 * Which conversation a title of a history belongs to. Claude Code writes a `summary` line into a file that may be
 * about another session altogether: it names the message that the session ended with.
 */
import { z } from 'zod';
import { titleRanks, type ConversationFacts } from '../../../../shared/conversation.ts';
import { oneLine } from '../../clean-text.ts';
import { isCommand, promptTitle, TITLE_LENGTH } from '../../prompt-title.ts';

/** Titles and summaries that wait for a message: the last ones of each. */
const WAITING = 256;

/** Messages that a later summary may name: it follows soon after the last one of its session. */
const RECENT = 16;

/** Stands for the conversation of a title that names none and came before the first message. */
const NAMELESS = '';

type TitleRank = (typeof titleRanks)[keyof typeof titleRanks];

const titleSchema = z.object({ text: z.string(), rank: z.int().min(1).max(5) });
type Title = z.infer<typeof titleSchema>;

/** What is carried over to the next reading of a file. */
export const titlesStateSchema = z.object({
  /** Conversations of which the file holds a message; those that have a title from their first prompt, or command. */
  seen: z.array(z.string()),
  prompted: z.array(z.string()),
  commanded: z.array(z.string()),
  /** Titles of conversations, and summaries by the message they name, that belong to nothing in the file yet. */
  waiting: z.array(z.tuple([z.string(), titleSchema])),
  summaries: z.array(z.tuple([z.string(), z.string()])),
  /** The conversations of the last messages, by their uuid. */
  recent: z.array(z.tuple([z.string(), z.string()])),
  /** The conversation of the last message. */
  latest: z.string().nullable(),
  /** The conversation that was given a title at the file's end, for want of a better one. */
  fallback: z.string().nullable(),
});
export type TitlesState = z.infer<typeof titlesStateSchema>;

/** Gives titles as facts, of conversations only that the file holds a message of. */
export class Titles {
  private readonly give: (facts: ConversationFacts) => void;
  private readonly seen: Set<string>;
  private readonly prompted: Set<string>;
  private readonly commanded: Set<string>;
  private readonly waiting: Map<string, Title>;
  private readonly summaries: Map<string, string>;
  private readonly recent: Map<string, string>;
  private latest: string | undefined;
  private fallback: string | undefined;

  constructor(give: (facts: ConversationFacts) => void, state: TitlesState | null) {
    this.give = give;
    this.seen = new Set(state?.seen);
    this.prompted = new Set(state?.prompted);
    this.commanded = new Set(state?.commanded);
    this.waiting = new Map(state?.waiting);
    this.summaries = new Map(state?.summaries);
    this.recent = new Map(state?.recent);
    this.latest = state?.latest ?? undefined;
    this.fallback = state?.fallback ?? undefined;
  }

  state(): TitlesState {
    return {
      seen: [...this.seen],
      prompted: [...this.prompted],
      commanded: [...this.commanded],
      waiting: [...this.waiting],
      summaries: [...this.summaries],
      recent: [...this.recent],
      latest: this.latest ?? null,
      fallback: this.fallback ?? null,
    };
  }

  /** A message was found; `prompt` is what the user wrote, '' in all other messages. */
  message(conversation: string, uuid: string | undefined, prompt: string): void {
    this.latest = conversation;
    this.seen.add(conversation);
    for (const key of [NAMELESS, conversation]) {
      const waiting = this.waiting.get(key);
      if (waiting === undefined) continue;
      this.waiting.delete(key);
      this.title(conversation, waiting.text, waiting.rank);
    }
    if (uuid !== undefined) {
      remember(this.recent, uuid, conversation, RECENT);
      const summary = this.summaries.get(uuid);
      if (summary !== undefined) {
        this.summaries.delete(uuid);
        this.title(conversation, summary, titleRanks.summary);
      }
    }
    if (prompt !== '' && !this.prompted.has(conversation)) this.prompt(conversation, prompt);
  }

  /** What the user asked first; a command is only better than nothing. */
  private prompt(conversation: string, prompt: string): void {
    const title = promptTitle(prompt);
    if (title === '') return;
    if (!isCommand(prompt)) {
      this.prompted.add(conversation);
      this.title(conversation, title, titleRanks.prompt);
    } else if (!this.commanded.has(conversation)) {
      this.commanded.add(conversation);
      this.title(conversation, title, titleRanks.fallback);
    }
  }

  /** A title that a line gives to its session, or, where it names none, to the one that the file is about. */
  named(conversation: string | undefined, text: string, rank: TitleRank): void {
    const key = conversation ?? this.latest ?? NAMELESS;
    const title = oneLine(text, TITLE_LENGTH);
    if (title === '') return;
    if (this.seen.has(key)) this.title(key, title, rank);
    else remember(this.waiting, key, { text: title, rank }, WAITING);
  }

  /** A summary of the session that ends with the message `leaf`, wherever that is. */
  summary(leaf: string, text: string): void {
    const conversation = this.recent.get(leaf);
    if (conversation !== undefined) this.title(conversation, text, titleRanks.summary);
    else remember(this.summaries, leaf, oneLine(text, TITLE_LENGTH), WAITING);
  }

  /**
   * At the file's end: a summary that is about nothing in it is still better than no title at all. When the file has
   * grown it may be about something: then it is taken back.
   */
  finish(): void {
    const summary = [...this.summaries.values()].at(-1);
    const key = this.latest;
    const needed = key !== undefined && !this.prompted.has(key) && !this.commanded.has(key);
    const given = summary !== undefined && needed ? key : undefined;
    if (this.fallback !== undefined && this.fallback !== given && !this.commanded.has(this.fallback)) {
      this.give({ key: this.fallback, title: { text: '', rank: titleRanks.fallback } });
    }
    this.fallback = given;
    if (summary !== undefined && given !== undefined) this.title(given, summary, titleRanks.fallback);
  }

  private title(key: string, text: string, rank: number): void {
    const title = oneLine(text, TITLE_LENGTH);
    if (title !== '') this.give({ key, title: { text: title, rank } });
  }
}

/** Adds to a map that forgets its oldest entries. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, size: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= size) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
