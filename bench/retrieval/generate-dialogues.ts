/**
 * Makes a retrieval set of dialogues: two friends a session, who tell each other something and come back to it later.
 * A question names who told it, and asks for it in other words; the same kind of thing was told by others too.
 */
import { Random } from '../corpus/random.ts';
import { makeRetrievalSet, type Question, type RetrievalSet, type Turn } from './dataset.ts';
import { FACT_KINDS, PEOPLE, SMALL_TALK, type FactKind } from './dialogue-facts.ts';

const HAYSTACKS = 2;
const SESSIONS = 90;
const QUESTIONS = 120;

/** Something that was told, and where. */
interface Fact {
  readonly name: string;
  readonly kind: FactKind;
  readonly value: string;
  readonly turns: string[];
  readonly sessions: Set<string>;
}

/** Same seed, same set. */
export function generateDialogues(seed: number): RetrievalSet {
  const turns: Turn[] = [];
  const questions: Question[] = [];
  for (let number = 0; number < HAYSTACKS; number++) {
    const random = new Random(`dialogues ${seed}`).fork(number);
    const haystack = `dialogues-${number}`;
    const facts: Fact[] = [];
    for (let session = 0; session < SESSIONS; session++) {
      turns.push(...generateSession(random, haystack, session, facts));
    }
    questions.push(...askFor(random, haystack, facts));
  }
  return makeRetrievalSet('dialogues', turns, questions);
}

/** One dialogue; what is told in it is added to `facts`. */
function generateSession(random: Random, haystack: string, number: number, facts: Fact[]): Turn[] {
  const session = `${haystack}-${number}`;
  const first = random.pick(PEOPLE);
  const second = random.pick(PEOPLE.filter((name) => name !== first));
  const start = Date.UTC(2025, 0, 1 + 2 * number, 18);
  const turns: Turn[] = [];
  const say = (speaker: string, text: string): string => {
    const turn = `${session}-${turns.length}`;
    turns.push({
      ...{ haystack, session, turn, text },
      role: speaker === first ? 'user' : 'assistant',
      date: new Date(start + turns.length * 60_000).toISOString(),
    });
    return turn;
  };
  say(first, `Hi ${second}! ${random.pick(SMALL_TALK)}`);
  say(second, `Hello ${first}. ${random.pick(SMALL_TALK)}`);
  for (let round = random.integer(2, 6); round > 0; round--) {
    const speaker = random.pick([first, second]);
    const { fact, template } = chooseFact(random, speaker, facts);
    const told = template.replace('{value}', fact.value);
    const [before, after] = [random.pick(SMALL_TALK), random.pick(SMALL_TALK)];
    fact.turns.push(say(speaker, random.chance(0.5) ? `${before} ${told}` : `${told} ${after}`));
    fact.sessions.add(session);
    say(speaker === first ? second : first, `${random.pick(SMALL_TALK)} ${random.pick(SMALL_TALK)}`);
  }
  return turns;
}

/** Something new about a person, or something that came up before. */
function chooseFact(random: Random, name: string, facts: Fact[]): { fact: Fact; template: string } {
  const known = facts.filter((fact) => fact.name === name);
  const fresh = FACT_KINDS.filter((kind) => !known.some((fact) => fact.kind === kind));
  if (fresh.length === 0 || (known.length > 0 && random.chance(0.35))) {
    const fact = random.pick(known);
    return { fact, template: random.pick(fact.kind.again) };
  }
  const kind = random.pick(fresh);
  const fact: Fact = { name, kind, value: random.pick(kind.values), turns: [], sessions: new Set() };
  facts.push(fact);
  return { fact, template: random.pick(kind.told) };
}

function askFor(random: Random, haystack: string, facts: readonly Fact[]): Question[] {
  return facts
    .map((fact) => ({ fact, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, QUESTIONS)
    .map(({ fact: { name, kind, turns, sessions } }, number) => ({
      id: `${haystack}-${number}`,
      haystack,
      question: random.pick(kind.asked).replace('{name}', name),
      gold_sessions: [...sessions],
      gold_turns: turns,
    }));
}
