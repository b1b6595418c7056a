/**
 * What the command line prints: results on stdout, progress on stderr, nothing that a text could smuggle in.
 */
import { SingleBar } from 'cli-progress';
import type { ImportProgress } from '../electron/main/importing/progress.ts';
import { harmless } from '../electron/shared/harmless.ts';

/** How often plain progress lines are printed where there is no terminal, in ms. */
const PLAIN_MS = 5_000;

/** Where a command prints. */
export interface Terminal {
  /** A line of the result. Left out with --json. */
  say(line: string): void;
  /** A line about what is going on. */
  note(line: string): void;
  /** The one document of --json. Left out without. */
  json(document: unknown): void;
  /** Shows the progress of an import until the returned function is called. */
  follow(progress: () => ImportProgress): () => void;
}

/** The terminal of this process. */
export function createTerminal(json: boolean): Terminal {
  const note = (line: string): void => void process.stderr.write(`${harmless(line)}\n`);
  return {
    say: (line) => {
      if (!json) process.stdout.write(`${harmless(line)}\n`);
    },
    note,
    json: (document) => {
      if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    },
    follow: (progress) =>
      process.stderr.isTTY && !json ? followWithBar(progress) : followWithLines(progress, note),
  };
}

function followWithBar(progress: () => ImportProgress): () => void {
  const bar = new SingleBar({
    format: '{phase} [{bar}] {percentage}%  {detail}',
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(1, 0, { phase: 'starting', detail: '' });
  const draw = (): void => {
    const now = progress();
    const { done, total } = share(now);
    bar.setTotal(Math.max(1, total));
    bar.update(done, { phase: now.phase.padEnd(9), detail: detail(now) });
  };
  const timer = setInterval(draw, 250);
  return () => {
    clearInterval(timer);
    bar.stop();
  };
}

function followWithLines(progress: () => ImportProgress, note: (line: string) => void): () => void {
  const timer = setInterval(() => {
    const now = progress();
    const { done, total } = share(now);
    note(`${now.phase}: ${done} of ${total}, ${detail(now)}`);
  }, PLAIN_MS);
  return () => clearInterval(timer);
}

function share(now: ImportProgress): { done: number; total: number } {
  if (now.phase === 'embedding') {
    return { done: now.index.embedded, total: now.index.embedded + now.index.pending };
  }
  return { done: now.filesRead, total: now.filesRead + now.filesPending };
}

function detail(now: ImportProgress): string {
  if (now.phase !== 'embedding')
    return `${now.messages} messages, ${Math.round(now.bytesPerSecond / 2 ** 20)} MB/s`;
  const left = now.etaSeconds === null ? '' : `, ${Math.ceil(now.etaSeconds)} s left`;
  return `${Math.round(now.tokensPerSecond)} tokens/s${left}`;
}
