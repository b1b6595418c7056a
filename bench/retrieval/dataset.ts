/**
 * Reads retrieval sets: a folder with `corpus.jsonl`, one turn a line, and `queries.jsonl`, one question a line with
 * the sessions and turns that answer it. A question is asked of the turns of its own haystack only.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';

const turnSchema = z.object({
  haystack: z.string(),
  session: z.string(),
  turn: z.string(),
  role: z.string(),
  date: z.string().nullish(),
  text: z.string(),
});
export type Turn = z.infer<typeof turnSchema>;

const questionSchema = z.object({
  id: z.string(),
  haystack: z.string(),
  question: z.string(),
  gold_sessions: z.array(z.string()),
  gold_turns: z.array(z.string()).default([]),
});
export type Question = z.infer<typeof questionSchema>;

/** The turns of a haystack in their order, and the questions that it answers. */
export interface Haystack {
  readonly name: string;
  readonly turns: readonly Turn[];
  readonly questions: readonly Question[];
}

/** A set by the name of its folder. */
export interface RetrievalSet {
  readonly name: string;
  readonly haystacks: readonly Haystack[];
}

/** Reads a set. Questions that nothing answers are left out. */
export async function readRetrievalSet(folder: string): Promise<RetrievalSet> {
  const turns = await readLines(join(folder, 'corpus.jsonl'), turnSchema);
  const questions = await readLines(join(folder, 'queries.jsonl'), questionSchema);
  return makeRetrievalSet(basename(folder), turns, questions);
}

/** Puts turns and questions together by haystack. */
export function makeRetrievalSet(
  name: string,
  turns: readonly Turn[],
  questions: readonly Question[],
): RetrievalSet {
  const turnsOf = Map.groupBy(turns, ({ haystack }) => haystack);
  const asked = questions.filter((question) => question.gold_sessions.length > 0);
  const haystacks = [...Map.groupBy(asked, ({ haystack }) => haystack)].map(([haystack, own]) => ({
    name: haystack,
    turns: turnsOf.get(haystack) ?? [],
    questions: own,
  }));
  return { name, haystacks };
}

async function readLines<Row>(path: string, schema: z.ZodType<Row>): Promise<Row[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => schema.parse(JSON.parse(line)));
}
