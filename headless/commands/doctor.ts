import { access, constants, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { libraryPath } from '../../electron/main/settings/data-directory.ts';
import { toFailure } from '../../electron/shared/errors.ts';
import { composeLibraryReader, composeLocalProvider } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** `recollect doctor`: checks what the program needs and says how to mend it. */
export async function doctorCommand(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const checks = [
    await check('data folder', async () => {
      await mkdir(options.dataDirectory, { recursive: true });
      await access(options.dataDirectory, constants.W_OK);
      return `${options.dataDirectory} can be written.`;
    }),
    await check('model and embedder', () => embedOnce(options, terminal, signal)),
    await check('library', () => readLibrary(options)),
  ];
  terminal.json({ checks });
  for (const { name, ok, message } of checks) terminal.say(`${ok ? 'ok   ' : 'WRONG'}  ${name}: ${message}`);
  return checks.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed;
}

async function check(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, message: await work() };
  } catch (error) {
    return { name, ok: false, message: toFailure(error).message };
  }
}

async function embedOnce(options: CommonOptions, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const provider = await composeLocalProvider({
    ...options,
    settings: { ...options.settings, workers: 1 },
    onOutput: (text) => terminal.pass(text),
  });
  try {
    const vector = await provider.embedQuery('Is everything well?', signal);
    return `${provider.model} answers ${vector.length} dimensions with ${Math.round(provider.status().peakMb)} MB.`;
  } finally {
    await provider.stop(1_000);
  }
}

async function readLibrary(options: CommonOptions): Promise<string> {
  if (!existsSync(libraryPath(options.dataDirectory))) return 'There is none yet; the first import makes it.';
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const { conversations } = await library.read.counts();
    return `It can be read and holds ${conversations} conversations.`;
  } finally {
    await library.close();
  }
}
