/**
 * Keeps the activity of the past week on disk: a file a day with a line of JSON an entry. Appending is one small
 * write, needs no thread and no lock, and a crash can only tear the last line; dropping a day is removing a file.
 * One program at a time writes: the one that holds the library's writer lock.
 */
import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { memoryMarkSchema } from '../../shared/contract/memory.ts';
import { WEEK_MS } from './memory-curves.ts';

const eventSchema = memoryMarkSchema.extend({
  type: z.literal('event'),
  id: z.string(),
  pid: z.int().nullable(),
  batch: z.int().nullable(),
});
const memorySchema = z.strictObject({
  type: z.literal('memory'),
  at: z.number(),
  /** The most that each process had in the minute before, in MB, by the name of its curve. */
  mb: z.record(z.string(), z.number()),
});
const entrySchema = z.discriminatedUnion('type', [eventSchema, memorySchema]);

/** A line of the log. An event that comes again under its id has learnt something: the last one counts. */
export type ActivityEntry = z.infer<typeof entrySchema>;

/** Where activity is kept. */
export interface ActivityLog {
  /** Adds entries of about now. @throws where the disk doesn't take them. */
  append(entries: readonly ActivityEntry[], now: number): Promise<void>;
  /** What is there since a time; what can't be read is left out. */
  read(since: number): Promise<ActivityEntry[]>;
}

/** A day has 1,440 memory lines of some 150 bytes; what is over this is a flood of events, and is let go. */
const MOST_BYTES_A_DAY = 4 * 2 ** 20;

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.jsonl$/;

/** The log in a folder, which is made when it is first written. */
export class ActivityFolder implements ActivityLog {
  private readonly folder: string;
  private day = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  async append(entries: readonly ActivityEntry[], now: number): Promise<void> {
    if (entries.length === 0) return;
    const day = dayOf(now);
    if (day !== this.day) {
      await mkdir(this.folder, { recursive: true });
      await this.removeBefore(dayOf(now - WEEK_MS));
      this.day = day;
    }
    const path = join(this.folder, `${day}.jsonl`);
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > MOST_BYTES_A_DAY) return;
    // Begins with a line end: it closes a line that a crash has torn.
    await appendFile(path, `\n${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`);
  }

  async read(since: number): Promise<ActivityEntry[]> {
    const first = dayOf(since);
    const memory: ActivityEntry[] = [];
    const events = new Map<string, ActivityEntry>();
    for (const { day, name } of await this.days()) {
      if (day < first) continue;
      const text = await readFile(join(this.folder, name), 'utf8').catch(() => '');
      for (const line of text.split('\n')) {
        const entry = parseLine(line);
        if (!entry || entry.at < since) continue;
        if (entry.type === 'event') events.set(entry.id, entry);
        else memory.push(entry);
      }
    }
    return [...memory, ...events.values()];
  }

  private async removeBefore(day: string): Promise<void> {
    for (const file of await this.days()) {
      if (file.day < day) await rm(join(this.folder, file.name), { force: true });
    }
  }

  private async days(): Promise<{ readonly day: string; readonly name: string }[]> {
    // No folder yet, or none that can be read: there is nothing to show.
    const names = await readdir(this.folder).catch(() => []);
    return names.sort().flatMap((name) => {
      const day = DAY_FILE.exec(name)?.[1];
      return day === undefined ? [] : [{ day, name }];
    });
  }
}

function parseLine(line: string): ActivityEntry | null {
  if (line === '') return null;
  try {
    return entrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // A line that a crash has torn; it is the only one that is lost.
    return null;
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
