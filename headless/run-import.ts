/**
 * One import from the command line, with its progress and its report.
 */
import type { Engine } from '../electron/main/engine.ts';
import type { ImportSource } from '../electron/main/importing/import-run.ts';
import type { LibraryCounts } from '../electron/main/library/library-counts.ts';
import type { RemoteState } from '../electron/main/qdrant/remote-sync.ts';
import type { Failure } from '../electron/shared/errors.ts';
import { amount } from './amount.ts';
import { formatDollars } from './format-dollars.ts';
import { MemoryPeak } from './memory-peak.ts';
import type { Terminal } from './terminal.ts';

/** Money in US dollars. `lostTokens`: of the tokens, those that were paid twice. */
interface VoyageTotal {
  readonly usd: number;
  readonly tokens: number;
  readonly lostTokens: number;
}

/** The document of `import --json`. Memory in MB. */
export interface ImportReport {
  readonly filesRead: number;
  readonly filesFailed: readonly (Failure & { readonly path: string })[];
  /** Files that hold no conversation, and whose names promise none: JSON documents, databases called store.db. */
  readonly filesLeft: number;
  readonly conversations: number;
  readonly messages: number;
  readonly chunks: number;
  readonly embedded: number;
  readonly reused: number;
  readonly quarantined: number;
  /** Chunks that Voyage does not get: private as a whole, and of excluded projects and sources. */
  readonly withheld: number;
  readonly excluded: number;
  readonly skippedLines: number;
  readonly restarts: number;
  readonly peakEmbedderMb: number;
  readonly peakTotalMb: number;
  readonly seconds: number;
  readonly tokens: number;
  /** What Voyage has cost so far, all models together, where it is the provider. */
  readonly voyage: VoyageTotal | null;
  /** The server, where one is used: what it got, and why it didn't get the rest. */
  readonly qdrant: RemoteState | null;
}

/** Imports `sources` and reports. @throws as `Engine.import`. */
export async function runImport(
  engine: Engine,
  sources: readonly ImportSource[],
  terminal: Terminal,
  signal: AbortSignal,
  /** Asked once everything is read, where the provider needs consent that is not there yet. */
  consent?: () => Promise<void>,
): Promise<ImportReport> {
  const started = performance.now();
  const memory = new MemoryPeak(engine);
  const unfollow = terminal.follow(() => engine.progress());
  try {
    const done = await engine.import(sources, signal, consent);
    const counts = await engine.library.read.counts();
    const { restarts, peakMb } = engine.provider.status();
    return {
      filesRead: done.filesRead,
      filesFailed: done.filesFailed,
      filesLeft: done.filesLeft,
      conversations: counts.conversations,
      messages: counts.messages,
      chunks: counts.chunks,
      embedded: done.index.embedded,
      // Chunks that have a vector without a run of the model: equal texts, or embedded before.
      reused: Math.max(0, done.index.embedded - done.textsEmbedded),
      quarantined: done.index.quarantined,
      withheld: done.index.withheld,
      excluded: done.index.excluded,
      skippedLines: done.skippedLines,
      restarts,
      peakEmbedderMb: Math.round(peakMb),
      peakTotalMb: Math.round(memory.peakMb),
      seconds: Math.round((performance.now() - started) / 10) / 100,
      tokens: done.tokens,
      voyage: engine.provider.provider === 'voyage' ? await voyageTotal(engine) : null,
      qdrant: engine.remote?.sync.state() ?? null,
    };
  } finally {
    unfollow();
    memory.stop();
  }
}

async function voyageTotal(engine: Engine): Promise<VoyageTotal> {
  const total = { usd: 0, tokens: 0, lostTokens: 0 };
  for (const row of await engine.voyage.spending()) {
    total.usd += row.usd;
    total.tokens += row.tokens;
    total.lostTokens += row.lostTokens;
  }
  return total;
}

/** Prints a report for people. */
export function sayReport(report: ImportReport, counts: LibraryCounts, terminal: Terminal): void {
  if (report.filesRead + report.filesLeft + report.filesFailed.length === 0) {
    terminal.say('There was nothing new to read.');
  } else terminal.say(`Read ${amount(report.filesRead, 'file')} in ${report.seconds} s.`);
  terminal.say(
    `The library holds ${amount(counts.conversations, 'conversation')}, ${amount(counts.messages, 'message')}, ${amount(counts.chunks, 'chunk')} (with a vector: ${report.embedded}).`,
  );
  if (report.qdrant?.phase === 'away') {
    terminal.note(
      `${report.qdrant.pending} chunks are not on the Qdrant server yet; they are sent when it is back. ${report.qdrant.failure.message}`,
    );
  }
  if (report.skippedLines > 0)
    terminal.say(`Left out: ${amount(report.skippedLines, 'line')} that could not be read.`);
  if (report.filesLeft > 0)
    terminal.say(
      `Left out: ${amount(report.filesLeft, 'file')} that may be anything by name, with no conversation inside.`,
    );
  if (report.skippedLines + report.filesLeft > 0) terminal.say('recollect status says what and why.');
  for (const failed of report.filesFailed) terminal.note(`Failed: ${failed.path}: ${failed.message}`);
  if (report.voyage) {
    const { usd, tokens, lostTokens } = report.voyage;
    const twice = lostTokens > 0 ? `, ${lostTokens} of them paid twice after interruptions` : '';
    terminal.say(`Voyage has cost ${formatDollars(usd)} so far, for ${tokens} tokens${twice}.`);
  }
  if (report.withheld + report.excluded > 0) {
    terminal.say(
      `Kept back from Voyage: ${report.withheld} chunks that are private, ${report.excluded} that are excluded. They are found by word.`,
    );
  }
  if (report.quarantined > 0)
    terminal.note(`${report.quarantined} chunks could not be embedded; they are found by word.`);
}
