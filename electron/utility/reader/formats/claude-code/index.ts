/**
 * Claude Code's histories: one JSON object a line, in ~/.claude/projects/<folder>/<session>.jsonl.
 * What is read and what is left: docs/formats/claude-code.md.
 */
import type { Format } from '../../format.ts';
import { readBlocks } from '../../blocks.ts';
import { readLines } from '../../lines.ts';
import { HistoryReader } from './history-reader.ts';
import { containersOf, DocumentSplitter } from './json-document.ts';
import { parseLine } from './json-values.ts';
import { layoutOf } from './sniff.ts';

/** Bytes after which a checkpoint is made even if little text was found, so that a crash costs little. */
const CHECKPOINT_BYTES = 32 * 1024 * 1024;

/** Histories as Claude Code writes them, line by line; see ../../format.ts. */
export const claudeCode: Format = {
  name: 'claude-code',
  resumable: true,

  recognises: (head) => layoutOf(head) === 'lines',

  async read(file, sink, signal) {
    const reader = new HistoryReader(file, sink);
    let consumed = file.offset;
    let lastCheckpoint = consumed;
    const source = { handle: file.handle, start: file.offset, end: file.size, buffers: file.buffers };
    for await (const lines of readLines(source, signal)) {
      for (const line of lines) {
        // A half-written last line stays for the next reading.
        if (!line.complete && !isWhole(line.bytes)) break;
        reader.line(line);
        consumed = line.end;
        if (sink.full || consumed - lastCheckpoint >= CHECKPOINT_BYTES) {
          await sink.checkpoint(consumed, reader.state());
          lastCheckpoint = consumed;
        }
      }
    }
    reader.finish();
    return { offset: consumed, state: reader.state() };
  },
};

/** Sessions that were saved as one JSON document; see ../../format.ts. */
export const claudeCodeDocument: Format = {
  name: 'claude-code',
  resumable: false,

  recognises: (head) => layoutOf(head) === 'document',

  async read(file, sink, signal) {
    const reader = new HistoryReader({ path: file.path, state: null }, sink);
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    let splitter: DocumentSplitter | undefined;
    for await (const { bytes, position } of readBlocks(source, signal)) {
      // What was recognised in the file's beginning is in its first block as well.
      splitter ??= new DocumentSplitter(containersOf(bytes) ?? []);
      for (const object of splitter.split(bytes, position)) {
        reader.line(object);
        if (sink.full) await sink.checkpoint(object.offset, null);
      }
    }
    reader.finish();
    return { offset: file.size, state: null };
  },
};

/** Whether a last line without a line end is all that will be written on it. */
function isWhole(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  const objects = parseLine(text);
  return objects.length > 0 ? !objects.includes(null) : text.trim() === '';
}
