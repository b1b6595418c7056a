/**
 * What the command line prints: results on stdout, progress on stderr, nothing that a text could smuggle in.
 */
import { SingleBar } from 'cli-progress';
import type { ImportProgress } from '../electron/main/importing/progress.ts';
import { harmless, harmlessJson, harmlessLine } from '../electron/shared/harmless.ts';

/** How often plain progress lines are printed where there is no terminal, in ms. */
const PLAIN_MS = 5_000;

/** Where a command prints. */
export interface Terminal {
  /** A line of the result; it stays one, whatever is in it. Left out with --json. */
  say(line: string): void;
  /** A text of the result, with lines of its own: each is set in, so that none passes for a line of `say`. */
  quote(text: string): void;
  /** A line about what is going on. */
  note(line: string): void;
  /** What another process printed, or where an error came from: the lines stay. */
  pass(text: string): void;
  /** The one document of --json. Left out without. */
  json(document: unknown): void;
  /** Shows the progress of an import until the returned function is called. */
  follow(progress: () => ImportProgress): () => void;
}

/** The terminal of this process. */
export function createTerminal(json: boolean): Terminal {
  const note = (line: string): void => void process.stderr.write(`${harmlessLine(line)}\n`);
  const result = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  return {
    say: (line) => result(harmlessLine(line)),
    quote: (text) => result(quoted(text)),
    note,
    pass: (text) => void process.stderr.write(`${harmless(text.trimEnd())}\n`),
    json: (document) => {
      if (json) process.stdout.write(`${harmlessJson(document)}\n`);
    },
    follow: (progress) =>
      process.stderr.isTTY && !json ? followWithBar(progress) : followWithLines(progress, note),
  };
}

/** What stands before each line of a quoted text. */
const SET_IN = '  ';

function quoted(text: string): string {
  return text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map((line) => (line === '' ? '' : `${SET_IN}${harmless(line)}`))
    .join('\n');
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
