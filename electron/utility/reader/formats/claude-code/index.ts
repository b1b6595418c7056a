/**
 * Claude Code's histories: one JSON object a line, in ~/.claude/projects/<folder>/<session>.jsonl.
 * What is read and what is left: docs/formats/claude-code.md.
 */
import type { Format } from '../../format.ts';
import { readBlocks } from '../../blocks.ts';
import { readLineByLine } from '../../line-by-line.ts';
import { HistoryReader } from './history-reader.ts';
import { containersOf, DocumentSplitter } from '../../json-document.ts';
import { beginsWithHistoryLine, layoutOf } from './sniff.ts';

/** Histories as Claude Code writes them, line by line; see ../../format.ts. */
export const claudeCode: Format = {
  name: 'claude-code',
  resumable: true,

  tellsAtOnce: beginsWithHistoryLine,

  recognises: (head) => layoutOf(head) === 'lines',

  async read(file, sink, signal) {
    const reader = new HistoryReader(file, sink);
    const end = await readLineByLine(file, sink, signal, reader);
    reader.finish();
    return { ...end, state: reader.state() };
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
