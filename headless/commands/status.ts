import { CHUNKER_VERSION } from '../../electron/shared/chunking/limits.ts';
import { composeLibraryReader, composeProvider } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `recollect status`: what the library holds and what is still to do. */
export async function statusCommand(options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const provider = await composeProvider({ ...options, onOutput: (text) => terminal.note(text.trimEnd()) });
    const { model, dimensions } = provider;
    const counts = await library.read.counts();
    const id = await library.read.findIndex({
      provider: provider.provider,
      model,
      dimensions,
      chunkerVersion: CHUNKER_VERSION,
    });
    const progress =
      id === undefined
        ? { embedded: 0, pending: counts.chunks, quarantined: 0 }
        : await library.read.indexProgress(id);
    const failed = await library.read.failedFiles();
    terminal.json({
      ...counts,
      failedFiles: failed,
      index: { id: id ?? null, provider: provider.provider, model, dimensions, ...progress },
      memory: {
        ceilingMb: options.settings.memoryCeilingMb,
        processes: [
          {
            role: 'main',
            pid: process.pid,
            rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
            peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
            restarts: 0,
          },
        ],
      },
      // Rates are of a running import; this command doesn't run one.
      rate: { conversationsPerMinute: 0, chunksPerSecond: 0, tokensPerSecond: 0 },
      etaSeconds: null,
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
    for (const file of failed) terminal.say(`Failed         ${file.path}: ${file.message}`);
    return exitCodes.done;
  } finally {
    await library.close();
  }
}
