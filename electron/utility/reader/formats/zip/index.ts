/**
 * Zips: a vendor's export as it was sent, or a folder with histories. A zip is one source file; its files are
 * streamed to the formats that recognise them, and nothing is unpacked to the disk.
 * What is read and what is left: docs/formats/zip.md.
 */
import { RecollectError } from '../../../../shared/errors.ts';
import type { Format, Sink, SourceFile } from '../../format.ts';
import { chooseEntries } from './choose-entries.ts';
import { BrokenEntryError, EntryBytes } from './entry-bytes.ts';
import { openZip, type Zip, type ZipEntry } from './zip-file.ts';

/** Signatures of a file in a zip, and of the end of an empty zip. */
const SIGNATURES = [Buffer.from('PK\u0003\u0004'), Buffer.from('PK\u0005\u0006')];

/** Bytes that a format is recognised by. */
const HEAD_BYTES = 64 * 1024;

/** Bytes of a file that is read twice, and kept meanwhile; the reader's memory has room for no more. */
const MOST_KEPT = 32 * 1024 * 1024;

/** Zips with files of `formats`; see ../../format.ts. */
export function zipOf(formats: readonly Format[]): Format {
  return {
    name: null,
    resumable: false,
    opensPath: true,

    recognises: (head) => SIGNATURES.some((signature) => head.subarray(0, 4).equals(signature)),

    async read(file, sink, signal) {
      const zip = await openZip(file.path, file.size);
      try {
        const { exports, others } = chooseEntries(zip.entries);
        const chosen = [...exports, ...others];
        zip.check(chosen);
        let read = 0;
        let damaged: ZipEntry | undefined;
        for (const entry of chosen) {
          signal.throwIfAborted();
          const outcome = await readEntry(formats, zip, entry, file, sink, signal);
          if (outcome === 'read') read += 1;
          if (outcome === 'damaged') damaged ??= entry;
          if (outcome === 'damaged' || (outcome === 'unknown' && exports.includes(entry))) {
            sink.skip('broken-entry', entry.offset, entry.name);
          }
        }
        if (read === 0) throw nothingIn(zip, damaged);
        return { offset: file.size, state: null };
      } finally {
        zip.close();
      }
    },
  };
}

/** Reads one file of a zip. What was read of a damaged one stays. */
async function readEntry(
  formats: readonly Format[],
  zip: Zip,
  entry: ZipEntry,
  { path: zipPath, buffers }: SourceFile,
  sink: Sink,
  signal: AbortSignal,
): Promise<'read' | 'unknown' | 'damaged'> {
  const path = `${zipPath}!/${entry.name}`;
  let bytes: EntryBytes | undefined;
  let known = false;
  try {
    bytes = new EntryBytes(await zip.open(entry), entry);
    const head = await bytes.head(HEAD_BYTES);
    const format = formats.find((one) => one.recognises(head, path));
    if (!format || format.opensPath === true) return 'unknown';
    known = true;
    if (format.name) await sink.as(format.name);
    const { size, modifiedAt } = entry;
    const handle = format.rereads === true ? await bytes.kept(MOST_KEPT) : bytes;
    const file = { path, handle, buffers, size, modifiedAt, offset: 0, state: null };
    await format.read(file, new EntrySink(sink, entry), signal);
    await bytes.verify();
  } catch (error) {
    if (!(error instanceof BrokenEntryError)) throw error;
    if (!known) return 'damaged';
    sink.skip('broken-entry', entry.offset, entry.name);
  } finally {
    bytes?.destroy();
  }
  return 'read';
}

/** The sink of one file in a zip: offsets of checkpoints are the zip's, and what is skipped has the file's name. */
class EntrySink implements Sink {
  private readonly sink: Sink;
  private readonly entry: ZipEntry;
  readonly part: Sink['part'];
  readonly facts: Sink['facts'];
  readonly name: Sink['name'];
  readonly savedSearch: Sink['savedSearch'];
  readonly as: Sink['as'];

  constructor(sink: Sink, entry: ZipEntry) {
    this.sink = sink;
    this.entry = entry;
    this.part = (part) => sink.part(part);
    this.facts = (facts) => sink.facts(facts);
    this.name = (name) => sink.name(name);
    this.savedSearch = (search) => sink.savedSearch(search);
    this.as = (format) => sink.as(format);
  }

  get full(): boolean {
    return this.sink.full;
  }

  skip(...[reason, offset, name]: Parameters<Sink['skip']>): void {
    this.sink.skip(reason, offset, name ?? this.entry.name);
  }

  checkpoint(): Promise<void> {
    return this.sink.checkpoint(this.entry.offset, null);
  }
}

function nothingIn({ entries }: Zip, damaged: ZipEntry | undefined): RecollectError {
  if (damaged) {
    const message = `The zip is damaged: ${damaged.name} can't be unpacked. Download it again.`;
    return new RecollectError('zip-damaged', message);
  }
  const zip = entries.find(({ name }) => /\.zip$/i.test(name));
  if (zip) {
    const message = `The zip holds zips itself, such as ${zip.name}. Unpack it and add the folder.`;
    return new RecollectError('format-unknown', message);
  }
  const names = entries.slice(0, 3).map(({ name }) => name);
  const among =
    names.length === 0
      ? 'it is empty'
      : `it holds ${names.join(', ')}${entries.length > 3 ? ' and others' : ''}`;
  return new RecollectError(
    'format-unknown',
    `The zip holds no conversation in a format that Recollect knows: ${among}.`,
  );
}
