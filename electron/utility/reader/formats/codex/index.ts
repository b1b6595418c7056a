/**
 * Codex's rollouts: one JSON object a line, in ~/.codex/sessions/YYYY/MM/DD/rollout-<time>-<id>.jsonl, and packed as
 * .jsonl.zst when they are old. What is read and what is left: docs/formats/codex.md.
 */
import { RecollectError } from '../../../../shared/errors.ts';
import { EarlierTextChanged, type Format, type Json, type Sink, type SourceFile } from '../../format.ts';
import { readLineByLine, type LineSource } from '../../line-by-line.ts';
import { isZstd, ZstdFile } from '../../zstd-file.ts';
import { RolloutReader, rolloutStateSchema } from './rollout-reader.ts';
import { isRollout } from './sniff.ts';
import { survey } from './survey.ts';

/** Unpacked bytes that a packed rollout is recognised by. */
const HEAD_BYTES = 64 * 1024;

const NO_ROLLOUT = 'The file is compressed with Zstandard and holds no conversation of Codex.';

/** Rollouts as Codex writes them; see ../../format.ts. Read twice: what was rolled back is known at the end only. */
export const codex: Format = {
  name: 'codex',
  resumable: true,
  rereads: true,

  recognises: (head) => isRollout(head),

  read: (file, sink, signal) => readRollout(file, () => file, sink, signal),
};

/** Rollouts that Codex has packed; see ../../format.ts. */
export const codexPacked: Format = {
  name: 'codex',
  resumable: false,
  rereads: true,

  recognises: (head) => isZstd(head),

  async read(file, sink, signal) {
    const opened: ZstdFile[] = [];
    const unpacked = (): LineSource => {
      const handle = new ZstdFile(file.handle, file.size);
      opened.push(handle);
      return { handle, offset: 0, size: Infinity, buffers: file.buffers };
    };
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = await unpacked().handle.read(head, 0, HEAD_BYTES, 0);
      if (!isRollout(head.subarray(0, bytesRead))) throw new RecollectError('format-unknown', NO_ROLLOUT);
      await readRollout({ path: file.path, state: null }, unpacked, packedSink(sink, file.size), signal);
      return { offset: file.size, state: null };
    } finally {
      for (const handle of opened) handle.close();
    }
  },
};

/** Reads a rollout, of which `source` gives the lines as often as it is called. */
async function readRollout(
  file: Pick<SourceFile, 'path' | 'state'>,
  source: () => LineSource,
  sink: Sink,
  signal: AbortSignal,
): Promise<{ offset: number; state: Json }> {
  const state = rolloutStateSchema.safeParse(file.state).data ?? null;
  const surveyed = await survey(source, signal);
  const itemsAfterEvents = state?.source === 'events' && surveyed.source === 'items';
  if (state && (surveyed.rollsBack || itemsAfterEvents)) throw new EarlierTextChanged();
  return readLineByLine(source(), sink, signal, new RolloutReader(file, sink, state, surveyed));
}

/** Offsets are those of the unpacked text; a checkpoint is one of the file, which is read whole each time. */
function packedSink(sink: Sink, size: number): Sink {
  return {
    part: (part) => sink.part(part),
    facts: (facts) => sink.facts(facts),
    name: (name) => sink.name(name),
    savedSearch: (search) => sink.savedSearch(search),
    skip: (reason, offset, name) => sink.skip(reason, offset, name),
    as: (format) => sink.as(format),
    get full() {
      return sink.full;
    },
    checkpoint: () => sink.checkpoint(size, null),
  };
}
