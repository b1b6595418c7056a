import { CHUNKER_VERSION } from '../../electron/shared/chunking/limits.ts';
import { readLiveStatus, type LiveStatus } from '../../electron/main/activity/live-status.ts';
import { curveName } from '../../electron/main/activity/process-overview.ts';
import { leftOutOf } from '../../electron/main/settings/settings.ts';
import { skipWords } from '../../electron/shared/skip-words.ts';
import { composeLibraryReader, composeQueryProvider } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Rows about what was left out of files: those with the most come first. */
const SKIPPED_SHOWN = 10;

/**
 * `recollect status`: what the library holds and what is still to do, and what a Recollect that runs is doing, be it
 * the app or an import.
 */
export async function statusCommand(options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const provider = await composeQueryProvider(
      { ...options, onOutput: (text) => terminal.pass(text) },
      library,
    );
    const { model, dimensions } = provider;
    const counts = await library.read.counts();
    const id = await library.read.findIndex({
      provider: provider.provider,
      model,
      dimensions,
      chunkerVersion: CHUNKER_VERSION,
    });
    const progress = await library.read.indexProgress(id ?? null, leftOutOf(options.settings));
    const failed = await library.read.failedFiles();
    const skipped = await library.read.skipped(SKIPPED_SHOWN);
    const copies = await library.read.copyTotals(null);
    const live = await readLiveStatus(options.dataDirectory, Date.now());
    terminal.json({
      ...counts,
      failedFiles: failed,
      skipped,
      originals: copies,
      index: { id: id ?? null, provider: provider.provider, model, dimensions, ...progress },
      ...liveParts(live, options.settings.memoryCeilingMb),
    });
    const { files } = counts;
    terminal.say(
      `Files          ${files.total} (${files.done} done, ${files.pending} pending, ${files.failed} failed)`,
    );
    terminal.say(`Conversations  ${counts.conversations}`);
    terminal.say(`Messages       ${counts.messages}`);
    terminal.say(`Chunks         ${counts.chunks}`);
    terminal.say(
      `Index          ${model}: ${progress.embedded} embedded, ${progress.pending} pending, ${progress.quarantined} in quarantine`,
    );
    const { withheld, excluded } = progress;
    if (withheld + excluded > 0)
      terminal.say(`Kept back      ${withheld} chunks that are private, ${excluded} that are excluded`);
    terminal.say(
      `Originals      ${copies.files} files kept, ${megabytes(copies.storedBytes)} of ${megabytes(copies.bytes)}`,
    );
    if (live) sayLive(live, terminal);
    for (const file of failed) terminal.say(`Failed         ${file.path}: ${file.message}`);
    for (const { path, reason, count, firstName } of skipped) {
      const first = firstName === null ? '' : `, first: ${firstName}`;
      terminal.say(`Left out       ${path}: ${skipWords(reason).what} (${count}${first})`);
    }
    if (skipped.length === SKIPPED_SHOWN) terminal.say('Left out       … and more, in the window');
    return exitCodes.done;
  } finally {
    await library.close();
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

/** The part of the document that is about the running engine. Where none runs, its processes are none. */
function liveParts(live: LiveStatus | null, ceilingMb: number): object {
  if (!live) {
    return {
      running: null,
      memory: { ceilingMb, processes: [] },
      rate: { conversationsPerMinute: 0, chunksPerSecond: 0, tokensPerSecond: 0 },
      etaSeconds: null,
    };
  }
  const { pid, phase, memory, rate, etaSeconds } = live;
  return {
    running: { pid, phase },
    memory: {
      ...memory,
      processes: memory.processes.map((process) => ({
        ...process,
        rssMb: Math.round(process.rssMb),
        peakMb: Math.round(process.peakMb),
      })),
    },
    rate: {
      conversationsPerMinute: Math.round(rate.conversationsPerMinute),
      chunksPerSecond: Math.round(rate.chunksPerSecond * 10) / 10,
      tokensPerSecond: Math.round(rate.tokensPerSecond),
    },
    etaSeconds: etaSeconds === null ? null : Math.ceil(etaSeconds),
  };
}

function sayLive({ pid, phase, memory, rate, etaSeconds }: LiveStatus, terminal: Terminal): void {
  const left = etaSeconds === null ? '' : `, about ${Math.ceil(etaSeconds)} s left`;
  const { conversationsPerMinute, tokensPerSecond } = rate;
  terminal.say(
    `Running        ${phase} (process ${pid}): ${Math.round(conversationsPerMinute)} conversations/min, ` +
      `${Math.round(tokensPerSecond)} tokens/s${left}`,
  );
  for (const process of memory.processes) {
    const name = curveName(process).padEnd(13);
    const ceiling = process.role === 'embedder' ? ` of ${memory.ceilingMb}` : '';
    terminal.say(
      `  ${name}${Math.round(process.rssMb)}${ceiling} MB, ${Math.round(process.peakMb)} at most, ${process.restarts} restarts`,
    );
  }
}
