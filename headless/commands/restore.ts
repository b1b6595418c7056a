import { resolve, sep } from 'node:path';
import { z } from 'zod';
import type { LibraryReader } from '../../electron/main/library/library.ts';
import { restoreOriginals } from '../../electron/main/retention/restore-originals.ts';
import { originalsFolder } from '../../electron/main/settings/data-directory.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { amount } from '../amount.ts';
import { composeCopier, composeLibraryReader } from '../compose.ts';
import { knownId } from '../conversation-ids.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

const givenSchema = z.object({ all: z.boolean().default(false), to: z.string().optional() });

/**
 * `recollect restore [ID|PATH...|--all] --to DIR`: writes original files that copies were kept of. An id is that of a
 * conversation, as search shows it: its files are restored. A path is that of a file, or of a folder that held files.
 */
export async function restoreCommand(
  what: readonly string[],
  given: unknown,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { all, to } = givenSchema.parse(given);
  if (to === undefined) throw new RecollectError('usage', 'Say where to: recollect restore ... --to DIR');
  if (all === what.length > 0) {
    throw new RecollectError('usage', 'Name conversations or paths to restore, or everything with --all.');
  }
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const paths = all ? null : await pathsOf(library, what);
    const report = await restoreOriginals(
      {
        library,
        copier: composeCopier((text) => terminal.pass(text)),
        folder: originalsFolder(options.dataDirectory),
        to: resolve(to),
      },
      paths,
      signal,
    );
    terminal.json(report);
    terminal.say(`Restored ${amount(report.files.length, 'file')} to ${report.to}.`);
    for (const { path, message } of report.failed) terminal.note(`Failed: ${path}: ${message}`);
    return report.failed.length > 0 ? exitCodes.partly : exitCodes.done;
  } finally {
    await library.close();
  }
}

/** The paths of files that are meant. @throws RecollectError `usage` where there is no copy of what is named. */
async function pathsOf({ read }: LibraryReader, what: readonly string[]): Promise<string[]> {
  const paths = new Set<string>();
  for (const name of what) {
    const id = await knownId(name, (each) => read.conversationHeader(each));
    const conversation = id === undefined ? undefined : await read.conversationHeader(id);
    const candidates = conversation ? conversation.paths : [resolve(name)];
    const found = (await Promise.all(candidates.map((path) => read.copiedPathsAt(path, sep)))).flat();
    if (found.length === 0) {
      throw new RecollectError(
        'usage',
        `There is no copy of ${name}. See recollect status for how many there are.`,
      );
    }
    for (const path of found) paths.add(path);
  }
  return [...paths];
}
