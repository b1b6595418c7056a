import { resolve } from 'node:path';
import { z } from 'zod';
import { writeArchive } from '../../electron/main/exporting/archive.ts';
import { exportFiles, exportFormats } from '../../electron/main/exporting/export-files.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { amount } from '../amount.ts';
import { composeLibraryReader } from '../compose.ts';
import { knownId, printedId } from '../conversation-ids.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

const givenSchema = z.object({
  format: z.enum(exportFormats, `--format takes ${exportFormats.join(' or ')}`).default('markdown'),
  out: z.string().default('recollect-export'),
  archive: z.string().optional(),
});

/**
 * `recollect export [CONVERSATION...]`: writes conversations, by the ids that search shows, or all; with `--archive`
 * the whole library's as one file that import takes back.
 */
export async function exportCommand(
  ids: readonly string[],
  given: unknown,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const parsed = givenSchema.safeParse(given);
  if (!parsed.success) throw new RecollectError('usage', parsed.error.issues[0]?.message ?? 'Wrong usage.');
  const { format, out, archive } = parsed.data;
  if (archive !== undefined && ids.length > 0) {
    throw new RecollectError('usage', '--archive writes the whole library: name no conversation.');
  }
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    if (archive !== undefined) {
      const report = await writeArchive(library, resolve(archive), signal);
      terminal.json(report);
      terminal.say(
        `Wrote ${amount(report.conversations, 'conversation')} (${amount(report.messages, 'message')}) to ${report.path}.`,
      );
      return exitCodes.done;
    }
    const meant = ids.map(
      async (id) => (await knownId(id, (each) => library.read.conversationHeader(each))) ?? id,
    );
    const wanted = ids.length === 0 ? null : new Set(await Promise.all(meant));
    const report = await exportFiles(library, { ids: wanted, format, folder: resolve(out) }, signal);
    terminal.json(report);
    terminal.say(`Wrote ${amount(report.files.length, 'conversation')} to ${report.folder}.`);
    for (const id of report.unknown)
      terminal.note(`There is no conversation ${printedId(id)} in the library.`);
    return report.unknown.length > 0 ? exitCodes.partly : exitCodes.done;
  } finally {
    await library.close();
  }
}
