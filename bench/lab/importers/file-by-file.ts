/**
 * What all importers of the laboratory share: they take the files in order, note what they store, keep their state
 * and tell the laboratory.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { readConversation } from '../conversations.ts';
import {
  RESTART_ME,
  stopMessageSchema,
  type ImporterJob,
  type ImporterMessage,
  type Recipe,
} from '../importer-protocol.ts';

/** Imports one file: embeds its messages, and calls `store` with the numbers of the chunks that have a vector. */
export type ImportFile = (
  messages: readonly string[],
  store: (chunks: readonly number[]) => void,
) => Promise<void>;

/** What a remedy does between files. Called when no file is under way. */
export type BetweenFiles = (filesDone: number) => Promise<void>;

/** How long the last message may take to reach the laboratory, in ms. */
const FLUSH_MS = 50;

/** Tells the laboratory something. */
export function tell(message: ImporterMessage): void {
  process.send?.(message);
}

/** Imports the files that the state says are left, and ends the process. */
export async function importFiles(
  job: ImporterJob,
  recipe: Pick<Recipe, 'concurrency' | 'exitAtMb'>,
  importFile: ImportFile,
  betweenFiles: BetweenFiles = () => Promise.resolve(),
): Promise<void> {
  const state = { stopped: false, full: false };
  process.on('message', (message) => {
    if (stopMessageSchema.safeParse(message).success) state.stopped = true;
  });
  process.on('disconnect', () => process.exit(1));
  tell({ type: 'process', pid: process.pid });
  let next = existsSync(job.state) ? Number(readFileSync(job.state, 'utf8')) : 0;
  const underWay = new Set<number>();
  let done = 0;
  const lane = async (): Promise<void> => {
    while (!state.stopped && !state.full && next < job.files) {
      const file = next;
      next += 1;
      underWay.add(file);
      tell({ type: 'begun' });
      await importFile(await readConversation(job.stream, file), (chunks) => {
        appendFileSync(job.ledger, chunks.map((chunk) => `${file} ${chunk}\n`).join(''));
      });
      underWay.delete(file);
      done += 1;
      writeFileSync(job.state, String(Math.min(next, ...underWay)));
      tell({ type: 'file' });
      if (underWay.size === 0) await betweenFiles(done);
      state.full = recipe.exitAtMb > 0 && process.memoryUsage.rss() / 2 ** 20 >= recipe.exitAtMb;
    }
  };
  await Promise.all(Array.from({ length: recipe.concurrency }, lane));
  await setTimeout(FLUSH_MS);
  process.exit(state.full && !state.stopped && next < job.files ? RESTART_ME : 0);
}
