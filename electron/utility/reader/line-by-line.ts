/**
 * Reads files of one JSON object a line: in order, from the last checkpoint to the last whole line.
 */
import type { Json, Sink, SourceFile } from './format.ts';
import { parseLine, type JsonObject } from './json-values.ts';
import { readLines, type Line } from './lines.ts';

/** Bytes after which a checkpoint is made even if little text was found, so that a crash costs little. */
const CHECKPOINT_BYTES = 32 * 1024 * 1024;

/** What a format does with the lines of a file. */
export interface LineReader {
  /** Reads one line. Never throws: what can't be read is counted. */
  line(line: Line): void;
  /** What the next reading of the file needs to go on behind the last line. */
  state(): Json;
}

/** Where an object is: the byte offset of its line, and its place among the objects on it. */
export interface ObjectPlace {
  readonly offset: number;
  readonly index: number;
}

/** Gives `take` the objects on a line, in order. A line that is too long to hold is counted, and so is what is no object. */
export function readObjects(
  { bytes, offset, tooLong }: Pick<Line, 'bytes' | 'offset' | 'tooLong'>,
  sink: Sink,
  take: (object: JsonObject, place: ObjectPlace) => void,
): void {
  if (bytes.length < 2) return;
  if (tooLong) return sink.skip('too-long', offset);
  parseLine(bytes.toString('utf8')).forEach((object, index) => {
    if (object) take(object, { offset, index });
    else sink.skip('invalid-json', offset);
  });
}

/** What is read of a file: all of it, or what is new. */
export type LineSource = Pick<SourceFile, 'handle' | 'offset' | 'size' | 'buffers'>;

/** Gives `reader` all lines from `file.offset` on, with checkpoints between them, and returns the last one. */
export async function readLineByLine(
  file: LineSource,
  sink: Sink,
  signal: AbortSignal,
  reader: LineReader,
): Promise<{ offset: number; state: Json }> {
  let consumed = file.offset;
  let lastCheckpoint = consumed;
  for await (const lines of wholeLines(file, signal)) {
    for (const line of lines) {
      reader.line(line);
      consumed = line.end;
      if (sink.full || consumed - lastCheckpoint >= CHECKPOINT_BYTES) {
        await sink.checkpoint(consumed, reader.state());
        lastCheckpoint = consumed;
      }
    }
  }
  return { offset: consumed, state: reader.state() };
}

/** The lines of a file from `file.offset` on, many at once. A half-written last line stays for the next reading. */
export async function* wholeLines(file: LineSource, signal: AbortSignal): AsyncGenerator<readonly Line[]> {
  const source = { handle: file.handle, start: file.offset, end: file.size, buffers: file.buffers };
  for await (const lines of readLines(source, signal)) {
    const last = lines.at(-1);
    yield last && !last.complete && !isWhole(last.bytes) ? lines.slice(0, -1) : lines;
  }
}

/** Whether a last line without a line end is all that will be written on it. */
function isWhole(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  const objects = parseLine(text);
  return objects.length > 0 ? !objects.includes(null) : text.trim() === '';
}
