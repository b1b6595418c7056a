/**
 * The whole library's conversations as one archive, which an import takes back: lines of JSON
 * (`electron/shared/archive.ts`), in a zip unless the file is named `.jsonl`.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { archiveHeader, encodeConversation, encodePart } from '../../shared/archive.ts';
import { RecollectError } from '../../shared/errors.ts';
import { readConversations, readParts, type ReadableLibrary } from './read-conversations.ts';

/** The archive in a zip. */
const ENTRY = 'recollect.jsonl';

/** What was written. */
export interface ArchiveReport {
  readonly path: string;
  readonly conversations: number;
  readonly messages: number;
}

/** Writes the archive; the file appears when it is whole. @throws RecollectError `export-failed`, `cancelled`. */
export async function writeArchive(
  library: ReadableLibrary,
  path: string,
  signal: AbortSignal,
): Promise<ArchiveReport> {
  const counts = { conversations: 0, messages: 0 };
  const lines = Readable.from(archiveLines(library, counts, signal));
  const partial = `${path}.partial`;
  try {
    const file = createWriteStream(partial);
    if (path.endsWith('.jsonl')) await pipeline(lines, file, { signal });
    else {
      const zip = new ZipFile();
      zip.addReadStream(lines, ENTRY);
      zip.end();
      // An error of what goes into the zip doesn't come out of it by itself.
      lines.on('error', (error) => file.destroy(error));
      await pipeline(zip.outputStream, file, { signal });
    }
    await rename(partial, path);
    return { path, ...counts };
  } catch (error) {
    await rm(partial, { force: true });
    if (signal.aborted) throw new RecollectError('cancelled', 'The export was stopped; nothing was written.');
    const why = error instanceof Error ? error.message : String(error);
    throw new RecollectError('export-failed', `The archive ${path} can't be written: ${why}`, {
      cause: error,
    });
  }
}

async function* archiveLines(
  library: ReadableLibrary,
  counts: { conversations: number; messages: number },
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield `${JSON.stringify(archiveHeader)}\n`;
  for (const savedSearch of await library.read.savedSearches()) yield `${JSON.stringify({ savedSearch })}\n`;
  for await (const conversation of readConversations(library, null, signal)) {
    counts.conversations += 1;
    yield `${JSON.stringify(encodeConversation(conversation))}\n`;
    let message: string | undefined;
    for await (const part of readParts(library, conversation.id, signal)) {
      if (part.message !== message) counts.messages += 1;
      ({ message } = part);
      yield `${JSON.stringify(encodePart(part))}\n`;
    }
  }
}
