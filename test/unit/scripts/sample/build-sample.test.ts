import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../../..');
const sample = join(root, 'resources/sample');
const run = promisify(execFile);

const blockSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.string()),
  }),
  z.object({ type: z.literal('tool_result'), tool_use_id: z.string(), content: z.string().min(1) }),
]);
const messageLineSchema = z.looseObject({
  type: z.enum(['user', 'assistant']),
  uuid: z.uuid(),
  parentUuid: z.uuid().nullable(),
  sessionId: z.uuid(),
  timestamp: z.iso.datetime(),
  cwd: z.string(),
  gitBranch: z.string(),
  version: z.string(),
  message: z.looseObject({
    role: z.string(),
    id: z.string().optional(),
    content: z.union([z.string().min(1), z.array(blockSchema).length(1)]),
  }),
});
const titleLineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('summary'), summary: z.string(), leafUuid: z.uuid() }),
  z.object({ type: z.literal('ai-title'), aiTitle: z.string(), sessionId: z.uuid() }),
]);
const lineSchema = z.union([messageLineSchema, titleLineSchema]);
type MessageLine = z.infer<typeof messageLineSchema>;

/** The files below a folder: path with forward slashes -> content. */
async function contentsOf(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    paths
      .sort()
      .map(
        async (path) =>
          [relative(directory, path).replaceAll('\\', '/'), await readFile(path, 'utf8')] as const,
      ),
  );
  return new Map(contents);
}

const textsOf = (line: MessageLine): string[] =>
  typeof line.message.content === 'string'
    ? [line.message.content]
    : line.message.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[a-z]{3,}/g));

/** Words that say nothing about what a text is about. */
const FUNCTION_WORDS = wordsOf(
  'the and for are was has had but not you his her its our can all any out off too very that this than then they them with from have were will what when who how why which about into over after before while been being does did much more most some such only also just keep keeping',
);

describe('the bundled sample', () => {
  let files: Map<string, string>;
  /** Messages by session id. */
  let sessions: Map<string, MessageLine[]>;
  let temporary: string;
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'recollect-sample-'));
    files = await contentsOf(sample);
    sessions = new Map();
    for (const [path, content] of files) {
      if (!path.endsWith('.jsonl')) continue;
      const lines = content
        .trimEnd()
        .split('\n')
        .map((line) => lineSchema.parse(JSON.parse(line)));
      const messages = lines.filter(
        (line): line is MessageLine => line.type === 'user' || line.type === 'assistant',
      );
      expect(lines.length - messages.length, `${path} has one title`).toBe(1);
      sessions.set(basename(path, '.jsonl'), messages);
    }
  });
  afterAll(() => rm(temporary, { recursive: true, force: true }));

  test('is what the script builds from its sources, byte for byte', async () => {
    await run(process.execPath, [join(root, 'scripts/sample/build-sample.mjs'), temporary]);
    expect(await contentsOf(temporary)).toEqual(files);
  });

  test('has 36 sessions in three projects, and three notes, in less than 400 KB', () => {
    const folders = [...files.keys()]
      .filter((path) => path.startsWith('projects/'))
      .map((path) => path.split('/')[1]);
    expect(folders).toHaveLength(36);
    expect(new Set(folders).size).toBe(3);
    expect([...files.keys()].filter((path) => path.startsWith('notes/'))).toHaveLength(3);
    const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
    expect(bytes).toBeLessThan(400_000);
  });

  test('has 6 to 20 messages a session, by turns, in a chain, in the order of their times', () => {
    const uuids = new Set<string>();
    for (const [id, messages] of sessions) {
      expect(messages.length, id).toBeGreaterThanOrEqual(6);
      expect(messages.length, id).toBeLessThanOrEqual(20);
      let parent: string | null = null;
      let time = '';
      for (const message of messages) {
        expect(message).toMatchObject({ sessionId: id, parentUuid: parent });
        expect(message.timestamp > time).toBe(true);
        expect(uuids.has(message.uuid)).toBe(false);
        uuids.add(message.uuid);
        parent = message.uuid;
        time = message.timestamp;
      }
      expect(messages[0]?.type).toBe('user');
    }
  });

  test('lies in folders named after the working directory', () => {
    for (const [path] of files) {
      const [, folder, file = ''] = path.split('/');
      for (const { cwd } of sessions.get(basename(file, '.jsonl')) ?? []) {
        expect(cwd.replaceAll(/[^A-Za-z0-9-]/g, '-')).toBe(folder);
      }
    }
  });

  test('is spread over the year before November 2026', () => {
    const starts = [...sessions.values()].map((messages) => messages[0]?.timestamp ?? '').sort();
    const ends = [...sessions.values()].map((messages) => messages.at(-1)?.timestamp ?? '').sort();
    expect(starts[0]?.slice(0, 7)).toBe('2025-11');
    expect((ends.at(-1) ?? '') < '2026-11-01').toBe(true);
    expect(new Set(starts.map((start) => start.slice(0, 7))).size).toBe(12);
  });

  test('answers every tool call', () => {
    for (const messages of sessions.values()) {
      const blocks = messages.flatMap(({ message }) =>
        typeof message.content === 'string' ? [] : message.content,
      );
      const calls = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
      expect(blocks.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []))).toEqual(
        calls,
      );
    }
  });

  test('says nothing twice', () => {
    const texts = [...sessions.values()].flatMap((messages) => messages.flatMap(textsOf));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(250);
  });

  test('has twelve questions that share few words with what they should find', () => {
    const questions = z
      .array(z.strictObject({ question: z.string(), expects: z.string() }))
      .length(12)
      .parse(JSON.parse(files.get('questions.json') ?? ''));
    expect(new Set(questions.map(({ expects }) => expects)).size).toBe(12);
    for (const { question, expects } of questions) {
      const text = files.get(expects) ?? (sessions.get(expects) ?? []).flatMap(textsOf).join('\n');
      expect(text.length, question).toBeGreaterThan(0);
      const found = wordsOf(text);
      const asked = [...wordsOf(question)].filter((word) => !FUNCTION_WORDS.has(word));
      const shared = asked.filter((word) => found.has(word));
      expect(shared.length / asked.length, `${question}: ${shared.join(', ')}`).toBeLessThan(0.34);
    }
  });
});
