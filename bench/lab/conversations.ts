/**
 * The stream of conversations that every remedy is given: seeded, with lengths as mixed as real ones. Most are
 * short; one in twelve or so is long, and its messages fill the window of the old importer.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Prose } from '../corpus/prose.ts';
import { Random } from '../corpus/random.ts';
import { createTopic } from '../corpus/topic.ts';

/** What to generate. */
export interface StreamOptions {
  readonly seed: number;
  /** How many conversations, one in a file. */
  readonly files: number;
}

/** One of so many conversations is a long one. */
const LONG_SHARE = 1 / 12;

/** Messages of a conversation, and words of a message: medians, spreads of their logarithms, and limits. */
const SHORT = { messages: [5, 0.7, 2, 24], words: [40, 1, 6, 380] } as const;
const LONG = { messages: [42, 0.35, 24, 60], words: [130, 0.8, 10, 420] } as const;

/** The messages of a conversation; the same for the same seed and index. */
export function conversationMessages(seed: number, index: number): string[] {
  const random = new Random(`lab ${seed} ${index}`);
  const prose = new Prose(random, createTopic(random));
  const shape = random.chance(LONG_SHARE) ? LONG : SHORT;
  return Array.from({ length: drawn(random, shape.messages) }, () =>
    message(prose, drawn(random, shape.words)),
  );
}

/** Writes the stream as files 0.json, 1.json, ... into a folder, which is made. */
export async function writeStream(folder: string, { seed, files }: StreamOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < files; index += 1) {
    await writeFile(conversationPath(folder, index), JSON.stringify(conversationMessages(seed, index)));
  }
}

/** Reads the messages of a conversation that `writeStream` wrote. */
export async function readConversation(folder: string, index: number): Promise<string[]> {
  return z.array(z.string()).parse(JSON.parse(await readFile(conversationPath(folder, index), 'utf8')));
}

function conversationPath(folder: string, index: number): string {
  return join(folder, `${index}.json`);
}

function drawn(
  random: Random,
  [median, spread, least, most]: readonly [number, number, number, number],
): number {
  return Math.round(Math.min(most, Math.max(least, random.logNormal(median, spread))));
}

function message(prose: Prose, words: number): string {
  const parts: string[] = [];
  for (let count = 0; count < words;) {
    const part = prose.statement();
    parts.push(part);
    count += part.split(' ').length;
  }
  return parts.join(' ');
}
