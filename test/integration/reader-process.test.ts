import { fork, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, open, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  decodeBatch,
  readerReplySchema,
  UNACKNOWLEDGED_BYTES,
  type Checkpoint,
  type ReadBatch,
  type ReaderReply,
  type ReaderRequest,
} from '../../electron/shared/reader-protocol.ts';
import { modelFolder } from '../../headless/paths.ts';
import { buildReader } from '../doubles/built-reader.ts';
import { conversationLines, historyText, sentence } from '../doubles/history.ts';
import { TemporaryFolder } from '../doubles/reader.ts';

const MB = 2 ** 20;

/** Size of the long lines. Whoever held one whole would hold it three times: its bytes, its text and what is parsed. */
const LONG_MB = 64;

/** How one job ended, and what it gave before. */
interface Outcome {
  readonly batches: readonly ReadBatch[];
  readonly end: Extract<ReaderReply, { type: 'done' | 'failed' }>;
}

/** A real reader process. */
class Reader {
  readonly child: ChildProcess;
  readonly replies: ReaderReply[] = [];
  /** Acknowledges batches as they come; off to see how far it goes without. */
  acknowledging = true;
  private listeners: (() => void)[] = [];
  private jobs = 0;
  private gone = false;

  constructor(entry: string) {
    this.child = fork(entry, [modelFolder], {
      serialization: 'advanced',
      // As the app starts it.
      execArgv: ['--max-old-space-size=192', '--max-semi-space-size=4'],
      env: { MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (message) => this.receive(readerReplySchema.parse(message)));
    this.child.on('exit', () => {
      this.gone = true;
      this.notify();
    });
  }

  send(request: ReaderRequest): void {
    this.child.send(request, () => undefined);
  }

  start(path: string, checkpoint: Checkpoint | null = null): number {
    this.jobs += 1;
    this.send({ type: 'read', job: this.jobs, path, checkpoint });
    return this.jobs;
  }

  async read(path: string, checkpoint: Checkpoint | null = null): Promise<Outcome> {
    return await this.outcome(this.start(path, checkpoint));
  }

  async outcome(job: number): Promise<Outcome> {
    const end = await this.until(
      (reply) => (reply.type === 'done' || reply.type === 'failed') && reply.job === job,
    );
    if (end.type !== 'done' && end.type !== 'failed') throw new Error('unreachable');
    return { batches: this.batchesOf(job), end };
  }

  /** Bytes of the batches so far. */
  get sent(): number {
    return this.replies.reduce((sum, reply) => sum + (reply.type === 'batch' ? reply.batch.length : 0), 0);
  }

  /** Acknowledges the batches so far, and from now on each as it comes. */
  acknowledge(): void {
    this.acknowledging = true;
    this.send({ type: 'acknowledge', batches: this.replies.filter(({ type }) => type === 'batch').length });
  }

  batchesOf(job: number): ReadBatch[] {
    return this.replies.flatMap((reply) =>
      reply.type === 'batch' && reply.job === job ? [decodeBatch(reply.batch)] : [],
    );
  }

  async until(test: (reply: ReaderReply) => boolean): Promise<ReaderReply> {
    for (;;) {
      const found = this.replies.find(test);
      if (found) return found;
      if (this.gone) throw new Error('The reader process has ended.');
      await new Promise<void>((resolve) => this.listeners.push(resolve));
    }
  }

  async exited(): Promise<void> {
    while (!this.gone) await new Promise<void>((resolve) => this.listeners.push(resolve));
  }

  /** Highest resident memory so far in MB; 0 where the system doesn't tell it. */
  async peakMb(): Promise<number> {
    if (process.platform !== 'linux') return 0;
    await using handle = await open(`/proc/${this.child.pid ?? 0}/status`, 'r');
    return Number(/VmHWM:\s+(\d+)/.exec(await handle.readFile('utf8'))?.[1]) / 1024;
  }

  private receive(reply: ReaderReply): void {
    this.replies.push(reply);
    if (reply.type === 'batch' && this.acknowledging) {
      this.send({ type: 'acknowledge', batches: 1 });
    }
    this.notify();
  }

  private notify(): void {
    const listeners = this.listeners;
    this.listeners = [];
    for (const listener of listeners) listener();
  }
}

let program: TemporaryFolder;
let folder: TemporaryFolder;
let reader: Reader;
/** What the reader has taken before it reads anything, in MB. */
let freshMb: number;

beforeAll(async () => {
  program = await TemporaryFolder.create();
  await buildReader(bundled());
});

afterAll(() => program[Symbol.asyncDispose]());

const bundled = (): string => join(program.path, 'reader.mjs');

beforeEach(async () => {
  folder = await TemporaryFolder.create();
  reader = new Reader(bundled());
  await reader.until(({ type }) => type === 'ready');
  freshMb = await reader.peakMb();
});

afterEach(async () => {
  reader.child.kill('SIGKILL');
  await reader.exited();
  await folder[Symbol.asyncDispose]();
});

/** What it has read took less memory than holding twice a long line would. */
async function expectBoundedMemory(): Promise<void> {
  if (process.platform === 'linux') expect((await reader.peakMb()) - freshMb).toBeLessThan(2 * LONG_MB);
}

const partsOf = ({ batches }: Outcome) => batches.flatMap(({ parts }) => parts);
const textsOf = (outcome: Outcome): string[] => partsOf(outcome).map(({ text }) => text);
const skippedOf = ({ batches }: Outcome) =>
  batches.flatMap(({ skipped }) => skipped.map(({ reason, count }) => [reason, count]));
const longHistory = (turns: number, session = 'long'): string =>
  historyText(conversationLines(session, turns, (turn) => sentence(turn, 250)));

/** Writes a line whose text is followed by `fill`, `megabytes` of it, in small steps. */
async function writeLongLine(
  path: string,
  before: string,
  fill: string,
  megabytes: number,
  after: string,
): Promise<void> {
  await using handle = await open(path, 'w');
  await handle.write(before);
  const block = fill.repeat(Math.ceil(MB / fill.length));
  for (let written = 0; written < megabytes; written += 1) await handle.write(block);
  await handle.write(after);
}

const ENVELOPE = '"uuid":"u1","sessionId":"s","timestamp":"2026-03-01T09:00:00.000Z","type":"user"';
const NEXT = `\n{${ENVELOPE.replace('u1', 'u2')},"message":{"role":"user","content":"the next line"}}\n`;

describe('a file that is hard to read', () => {
  test.each([
    [
      'an image',
      `{${ENVELOPE},"message":{"role":"user","content":[{"type":"text","text":"a heron"},{"type":"image","source":{"data":"`,
      'iVBORw0KGgo',
      '"}}]}}',
      ['a heron', 'the next line'],
    ],
    [
      'a tool result',
      `{${ENVELOPE},"message":{"role":"user","content":[{"type":"tool_result","content":"`,
      'line of output\\n',
      '"}]},"toolUseResult":{}}',
      [`${'line of output\n'.repeat(133)}line `, 'the next line'],
    ],
    [
      'what a tool returned beside',
      `{${ENVELOPE},"message":{"role":"user","content":"a heron"},"toolUseResult":["`,
      'some output","',
      '"]}',
      ['a heron', 'the next line'],
    ],
  ])(
    'because of a line of 64 MB with %s is read in bounded memory',
    async (_what, before, fill, after, texts) => {
      const path = join(folder.path, 'a.jsonl');
      await writeLongLine(path, before, fill, LONG_MB, `${after}${NEXT}`);
      const outcome = await reader.read(path);
      expect(outcome.end).toMatchObject({ type: 'done' });
      const found = textsOf(outcome);
      // Nothing but short strings can't be shortened: such a line is counted.
      if (skippedOf(outcome).length > 0)
        expect([found, skippedOf(outcome)]).toEqual([['the next line'], [['too-long', 1]]]);
      else expect(found).toEqual(texts);
      await expectBoundedMemory();
    },
  );

  test('because a text of 64 MB was pasted is read as far as memory allows, which is counted', async () => {
    const path = join(folder.path, 'a.jsonl');
    await writeLongLine(
      path,
      `{${ENVELOPE},"message":{"role":"user","content":"`,
      'a word ',
      LONG_MB,
      `"}}${NEXT}`,
    );
    const outcome = await reader.read(path);
    expect(partsOf(outcome)[0]?.text.length).toBeGreaterThan(MB);
    expect(textsOf(outcome).at(-1)).toBe('the next line');
    expect(skippedOf(outcome)).toEqual([['too-long', 1]]);
    await expectBoundedMemory();
  });

  test('because it is 64 MB of text on one line, or of bytes without sense, is read in bounded memory', async () => {
    const note = join(folder.path, 'a.md');
    await writeLongLine(note, '', 'words and words ', LONG_MB, '');
    const text = await reader.read(note);
    expect(text.end).toMatchObject({ type: 'done', bytes: LONG_MB * MB });
    expect(textsOf(text).reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan((LONG_MB - 1) * MB);
    const junk = join(folder.path, 'junk.jsonl');
    await writeLongLine(junk, `${NEXT.trim()}\n`, '\0{[,', LONG_MB, NEXT);
    expect(skippedOf(await reader.read(junk))).toEqual([['too-long', 1]]);
    await expectBoundedMemory();
  });

  test.each([
    ['nothing', '\n'],
    ['nearly nothing', '{}\n'],
    ['a letter', 'x\n'],
  ])('because it is 4 MB of lines of %s is read in bounded memory', async (_what, line) => {
    const path = await folder.write(
      'a.jsonl',
      Buffer.concat([Buffer.from(longHistory(2)), Buffer.alloc(4 * MB, line)]),
    );
    const outcome = await reader.read(path);
    expect(outcome.end.type).toBe('done');
    expect(textsOf(outcome)).toHaveLength(2);
    await expectBoundedMemory();
  });

  test('because it is a document of 2 MB of empty objects is read in bounded memory', async () => {
    const said = '{"requestId":"r1","message":"Which kiln?","response":[{"value":"The small one."}]}';
    const before = `{"responderUsername":"GitHub Copilot","sessionId":"kiln","requests":[${said}`;
    const path = await folder.write('kiln.json', `${before}${',{}'.repeat((2 * MB) / 3)}]}`);
    const outcome = await reader.read(path);
    expect(textsOf(outcome)).toEqual(['Which kiln?', 'The small one.']);
    await expectBoundedMemory();
  });

  test('because of its bytes is read line by line, and what is no JSON is counted', async () => {
    const [first = '', second = '', third = ''] = historyText(
      conversationLines('hard', 3, (turn) => `heron ${turn}`),
    ).split('\n');
    const [before = '', after = ''] = third.replace('heron', 'heron\\u0000?').split('?');
    const path = await folder.write(
      'hard.jsonl',
      Buffer.concat([
        Buffer.from(`\ufeff${first}${second}\r\n{"type":"user","message":\r\n\0\0\r\n${before}`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`${after}\r\n{"type":"user","half":"writ`),
      ]),
    );
    const outcome = await reader.read(path);
    expect(textsOf(outcome)).toEqual(['heron 0', 'heron 1', 'heron\ufffd\ufffd 2']);
    // A line of NULs holds nothing, a half-written one waits.
    expect(skippedOf(outcome)).toEqual([['invalid-json', 1]]);
  });

  test.each([
    ['empty', 'file-empty', (path: string) => writeFile(path, '')],
    ['a folder', 'file-is-folder', (path: string) => mkdir(path)],
    ['gone', 'file-vanished', () => Promise.resolve()],
    ['of no known format', 'format-unknown', (path: string) => writeFile(path, '{"nothing":"known"}\n')],
  ])('because it is %s fails alone: the next one is read', async (_what, code, make) => {
    const path = join(folder.path, 'a.jsonl');
    await make(path);
    expect(await reader.read(path)).toMatchObject({ batches: [], end: { type: 'failed', code } });
    const good = await reader.read(await folder.write('good.jsonl', longHistory(2)));
    expect(good.end.type).toBe('done');
  });

  test.skipIf(process.platform === 'win32')('because it is a link to itself is named', async () => {
    const path = join(folder.path, 'loop.jsonl');
    await symlink('loop.jsonl', path);
    expect((await reader.read(path)).end).toMatchObject({ type: 'failed', code: 'symlink-loop' });
  });

  // Root may read everything.
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'because that is not permitted is named',
    async () => {
      const path = await folder.write('secret.jsonl', longHistory(2));
      await chmod(path, 0);
      expect((await reader.read(path)).end).toMatchObject({ type: 'failed', code: 'file-not-permitted' });
    },
  );
});

describe('a file that changes', () => {
  test('between two readings is read on, or again', async () => {
    const path = await folder.write('a.jsonl', longHistory(4));
    const first = (await reader.read(path)).batches.at(-1)?.checkpoint ?? null;
    await writeFile(path, longHistory(6));
    const grown = await reader.read(path, first);
    expect(grown.batches[0]?.mode).toBe('continue');
    expect(partsOf(grown)).toHaveLength(2);
    await writeFile(path, longHistory(6, 'new'));
    const replaced = await reader.read(path, grown.batches.at(-1)?.checkpoint);
    expect(replaced.batches[0]?.mode).toBe('replace');
    expect(partsOf(replaced)).toHaveLength(6);
    await unlink(path);
    expect((await reader.read(path, first)).end).toMatchObject({ code: 'file-vanished' });
  });

  test('by shrinking while it is read is an error, and is read again', async () => {
    reader.acknowledging = false;
    const path = await folder.write('a.jsonl', longHistory(4_000));
    const job = reader.start(path);
    await reader.until(() => reader.sent >= UNACKNOWLEDGED_BYTES);
    await truncate(path, 10_000);
    reader.acknowledge();
    const { end, batches } = await reader.outcome(job);
    expect(end).toMatchObject({ type: 'failed', code: 'file-changed' });
    expect(batches.some(({ last }) => last)).toBe(false);
    const again = await reader.read(path, batches.at(-1)?.checkpoint);
    expect(again.batches[0]?.mode).toBe('replace');
    expect(again.end.type).toBe('done');
  });
});

describe('the process', () => {
  test('sends a few batches ahead, and lives while it waits', async () => {
    reader.acknowledging = false;
    const job = reader.start(await folder.write('a.jsonl', longHistory(4_000)));
    await reader.until(() => reader.sent >= UNACKNOWLEDGED_BYTES);
    await reader.until((reply) => reply.type === 'alive' && reply.job === job && reply.rssMb > 0);
    const largest = Math.max(
      ...reader.replies.map((reply) => (reply.type === 'batch' ? reply.batch.length : 0)),
    );
    expect(reader.sent).toBeGreaterThanOrEqual(UNACKNOWLEDGED_BYTES);
    expect(reader.sent).toBeLessThan(UNACKNOWLEDGED_BYTES + largest);
    reader.acknowledge();
    const { batches } = await reader.outcome(job);
    expect(batches.flatMap(({ parts }) => parts)).toHaveLength(4_000);
    expect(batches.map(({ last }) => last)).toEqual(batches.map((_, index) => index === batches.length - 1));
  });

  test('ends a job that is cancelled, and takes the next one', async () => {
    reader.acknowledging = false;
    const path = await folder.write('a.jsonl', longHistory(4_000));
    const job = reader.start(path);
    await reader.until((reply) => reply.type === 'batch');
    reader.send({ type: 'cancel', job });
    expect((await reader.outcome(job)).end).toMatchObject({ type: 'failed', code: 'cancelled' });
    reader.acknowledge();
    expect(partsOf(await reader.read(path))).toHaveLength(4_000);
  });

  test('can be killed at any time: another one goes on from any checkpoint', async () => {
    const path = await folder.write('a.jsonl', longHistory(2_000));
    const whole = partsOf(await reader.read(path));
    reader.acknowledging = false;
    const job = reader.start(path);
    await reader.until(() => reader.batchesOf(job).length === 3);
    reader.child.kill('SIGKILL');
    const stored = reader.batchesOf(job).slice(0, 2);
    await reader.exited();
    reader = new Reader(bundled());
    const rest = await reader.read(path, stored.at(-1)?.checkpoint);
    expect(rest.batches[0]?.mode).toBe('continue');
    expect([...stored.flatMap(({ parts }) => parts), ...partsOf(rest)]).toEqual(whole);
  });

  test('exits when it is told to, and when its owner is gone', async () => {
    reader.send({ type: 'exit' });
    await reader.exited();
    expect(reader.child.exitCode).toBe(0);
    reader = new Reader(bundled());
    await reader.until(({ type }) => type === 'ready');
    reader.child.disconnect();
    await Promise.race([reader.exited(), setTimeout(10_000, undefined, { ref: false })]);
    expect(reader.child.exitCode).toBe(0);
  });
});
