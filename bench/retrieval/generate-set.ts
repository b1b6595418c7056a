/**
 * Makes a retrieval set of which every answer is known: sessions about topics that share most of their words, and
 * questions that ask for one sentence of one of them in other words, by an identifier, or by part of a path.
 */
import { Prose } from '../corpus/prose.ts';
import { Random } from '../corpus/random.ts';
import { createTopic, type Topic } from '../corpus/topic.ts';
import { makeRetrievalSet, type Question, type RetrievalSet, type Turn } from './dataset.ts';

const SESSIONS = 120;
const QUESTIONS = 180;
const HAYSTACK = 'generated';

/** Words of the generated corpus with others that mean about the same. */
const SYNONYMS = new Map(
  `fix:repair remove:delete create:make change:alter check:verify build:assemble send:transmit fetch:retrieve store:save
   error:failure server:host test:check file:document user:customer value:number request:call table:grid query:lookup
   token:credential cache:memory worker:process queue:backlog column:field image:picture page:screen timeout:deadline
   slow:sluggish broken:faulty old:outdated new:fresh large:big small:tiny wrong:incorrect empty:blank missing:absent
   start:begin stop:halt keep:retain show:display write:record read:parse move:relocate use:employ need:require
   house:home car:vehicle doctor:physician dinner:meal shop:store trip:journey letter:note money:cash garden:yard
   job:task log:record button:control password:passphrase certificate:credential container:pod folder:directory`
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [word = '', other = ''] = pair.split(':');
      return [word, other];
    }),
);

const SMALL_WORDS = new Set(
  'the a an of to in on at it is are was be and or that this with for we you i so as by but not'.split(' '),
);

interface Session {
  readonly id: string;
  readonly topic: Topic;
  readonly turns: Turn[];
}

/** Same seed, same set. */
export function generateRetrievalSet(seed: number): RetrievalSet {
  const random = new Random(`retrieval ${seed}`);
  const sessions = Array.from({ length: SESSIONS }, (_, number) => generateSession(random, number));
  const questions = Array.from({ length: QUESTIONS }, (_, number) =>
    generateQuestion(random, number, sessions),
  );
  return makeRetrievalSet(
    'generated',
    sessions.flatMap(({ turns }) => turns),
    questions,
  );
}

function generateSession(random: Random, number: number): Session {
  const topic = createTopic(random);
  const prose = new Prose(random, topic);
  const id = `session-${number}`;
  const start = Date.UTC(2026, 0, 1 + number, 9);
  const turns = Array.from({ length: random.integer(4, 20) }, (_, at): Turn => {
    const asks = at % 2 === 0;
    return {
      haystack: HAYSTACK,
      session: id,
      turn: `${id}-${at}`,
      role: asks ? 'user' : 'assistant',
      date: new Date(start + at * 60_000).toISOString(),
      text: asks ? prose.prompt() : prose.reply(),
    };
  });
  return { id, topic, turns };
}

function generateQuestion(random: Random, number: number, sessions: readonly Session[]): Question {
  const session = random.pick(sessions);
  const kind = random.weighted({ paraphrase: 6, identifier: 2, path: 1 });
  const asked =
    kind === 'identifier'
      ? occurring(session, session.topic.identifiers)
      : kind === 'path'
        ? occurring(session, session.topic.paths)
        : undefined;
  const base = { id: String(number), haystack: HAYSTACK, gold_sessions: [session.id] };
  if (asked) {
    // Half of the time as one remembers a name: its parts, not its spelling.
    const question = random.chance(0.5) ? asked.name : partsOf(asked.name);
    return { ...base, question, gold_turns: asked.turns };
  }
  const turn = random.pick(session.turns);
  const sentences = turn.text
    .replace(/```[\s\S]*?```/g, '')
    .split(/(?<=[.!?])\s+|\n+/)
    .filter((sentence) => sentence.split(' ').length >= 6);
  const sentence = sentences.length > 0 ? random.pick(sentences) : turn.text;
  return { ...base, question: paraphrase(random, sentence), gold_turns: [turn.turn] };
}

/** The first of `names` that stands in the session, and in which turns. */
function occurring(
  session: Session,
  names: readonly string[],
): { name: string; turns: string[] } | undefined {
  for (const name of names) {
    const turns = session.turns.filter(({ text }) => text.includes(name)).map(({ turn }) => turn);
    if (turns.length > 0) return { name, turns };
  }
  return undefined;
}

function partsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_/.-]+/g, ' ')
    .toLowerCase();
}

/** Leaves words out, replaces others, and sometimes turns what is left around. */
function paraphrase(random: Random, sentence: string): string {
  const words = sentence
    .toLowerCase()
    .split(/[^\p{L}\p{N}_]+/u)
    .filter((word) => word !== '' && !SMALL_WORDS.has(word))
    .filter(() => random.chance(0.7))
    .map((word) => (random.chance(0.75) ? (SYNONYMS.get(word) ?? word) : word))
    .slice(0, 9);
  const half = Math.floor(words.length / 2);
  const turned = random.chance(0.4) ? [...words.slice(half), ...words.slice(0, half)] : words;
  return `${random.pick(['how did we', 'where was', 'what about', 'why'])} ${turned.join(' ')}`;
}
