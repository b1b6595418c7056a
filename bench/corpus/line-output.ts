/** Writes the lines of one file in blocks, with the oddities that the line ends of real files have. */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Random } from './random.ts';

const WRITE_BLOCK = 1 << 20;

const CRLF_CHANCE = 0.02;
const NO_FINAL_NEWLINE_CHANCE = 0.65;
/** 13 of 900 real files have two objects on one line. */
const JOINED_LINES_CHANCE = 13 / 900;

/** A file of lines that is being written. */
export interface LineOutput {
  readonly bytes: number;
  readonly lines: number;
  /** Adds a line; resolves with the bytes that it takes. */
  write(text: string): Promise<number>;
  /** Ends the file; resolves with the bytes that its end takes. */
  close(): Promise<number>;
}

/** Opens a file whose line ends have some of the oddities of real ones. */
export async function openLines(path: string, random: Random): Promise<LineOutput> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'wx');
  const lineEnd = random.chance(CRLF_CHANCE) ? '\r\n' : '\n';
  const finalNewline = !random.chance(NO_FINAL_NEWLINE_CHANCE);
  const joinedLine = random.chance(JOINED_LINES_CHANCE) ? random.integer(2, 6) : -1;
  let pending: string[] = [];
  let pendingBytes = 0;
  let bytes = 0;
  let lines = 0;
  const flush = async (): Promise<void> => {
    await handle.write(pending.join(''));
    pending = [];
    pendingBytes = 0;
  };
  return {
    get bytes() {
      return bytes;
    },
    get lines() {
      return lines;
    },
    async write(text) {
      // The end of a line is written before the next one, so that the last line can go without.
      const separator = lines === 0 || lines === joinedLine ? '' : lineEnd;
      const length = Buffer.byteLength(text) + separator.length;
      pending.push(separator, text);
      lines++;
      bytes += length;
      pendingBytes += length;
      if (pendingBytes >= WRITE_BLOCK) await flush();
      return length;
    },
    async close() {
      if (finalNewline) pending.push(lineEnd);
      await flush();
      await handle.close();
      return finalNewline ? lineEnd.length : 0;
    },
  };
}
