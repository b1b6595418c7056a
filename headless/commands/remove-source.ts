import { resolve } from 'node:path';
import type { Engine } from '../../electron/main/engine.ts';
import { Purge } from '../../electron/main/importing/purge.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { amount } from '../amount.ts';
import { composeEngine } from '../compose.ts';
import { confirm } from '../confirm.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** What becomes of a source's conversations. */
export interface RemoveSourceOptions {
  /** They leave the library too. */
  readonly forget: boolean;
  /** It was agreed to beforehand. */
  readonly yes: boolean;
}

/** What left the library. */
interface Forgotten {
  readonly conversations: number;
  readonly messages: number;
}

/**
 * `recollect sources remove PATH`: no longer in step. Its conversations stay, unless the library is told to forget
 * them; then what only this source holds goes, as in the window, also of a source that was removed before.
 */
export async function removeSourceCommand(
  path: string,
  { forget, yes }: RemoveSourceOptions,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.pass(text) });
  try {
    const source = resolve(path);
    const id = await engine.library.write.findSource(source);
    if (id === null) throw new RecollectError('usage', `${source} is not a source of this library.`);
    if (forget && !yes && !(await confirm(await question(engine, source), signal))) {
      terminal.json({ path: source, removed: false, forgotten: null });
      terminal.say('Nothing was removed.');
      return exitCodes.done;
    }
    await engine.library.write.removeSource(id, forget);
    const forgotten = forget ? await forgetAll(engine, signal) : null;
    terminal.json({ path: source, removed: true, forgotten });
    terminal.say(
      forgotten
        ? `Removed ${source}, and ${amount(forgotten.conversations, 'conversation')} with ${amount(forgotten.messages, 'message')} from the library.`
        : `Removed ${source}. Its conversations stay in the library.`,
    );
    return exitCodes.done;
  } finally {
    await engine.close();
  }
}

async function question(engine: Engine, path: string): Promise<string> {
  const details = await engine.library.read.sourceDetails();
  const held = details.find((source) => source.path === path)?.conversations;
  const upTo = held === undefined ? '' : `, up to ${amount(held, 'conversation')},`;
  return `What only ${path} holds${upTo} leaves the library with its index, stars and tags. This can't be undone; the files stay where they are. Forget them?`;
}

/** Carries out what was asked for, copies of the files included. After a kill the next start of the app goes on. */
async function forgetAll({ library, originals }: Engine, signal: AbortSignal): Promise<Forgotten> {
  const before = await library.read.counts();
  const nobody = (): void => undefined;
  const purge = new Purge({ write: library.write, began: nobody, changed: nobody, purged: nobody });
  await purge.carryOut(signal);
  await originals.tidyNow();
  const after = await library.read.counts();
  return {
    conversations: before.conversations - after.conversations,
    messages: before.messages - after.messages,
  };
}
