import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { generateHistory } from '../../../../bench/corpus/generate-history.ts';
import type { HistorySummary } from '../../../../bench/corpus/generate-history.ts';

const blockSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  tool_use_id: z.string().optional(),
});
const lineSchema = z.looseObject({
  type: z.string(),
  uuid: z.string().optional(),
  sessionId: z.string().optional(),
  isSidechain: z.boolean().optional(),
  isMeta: z.boolean().optional(),
  toolUseResult: z.unknown().optional(),
  message: z
    .looseObject({
      id: z.string().optional(),
      model: z.string().optional(),
      content: z.union([z.string(), z.array(blockSchema)]),
    })
    .optional(),
  attachment: z.object({ type: z.string(), prompt: z.string() }).optional(),
});

interface HistoryFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly lines: z.infer<typeof lineSchema>[];
  readonly joined: number;
}

/** Parses a file; two objects on one line are told apart where one ends and the next begins. */
function parsed(path: string, bytes: Buffer): HistoryFile {
  let joined = 0;
  const lines = bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .flatMap((line) => {
      try {
        return [lineSchema.parse(JSON.parse(line))];
      } catch {
        joined++;
        const cut = line.search(/\}\{"(?:parentUuid|type)":/) + 1;
        return [line.slice(0, cut), line.slice(cut)].map((part) => lineSchema.parse(JSON.parse(part)));
      }
    });
  return { path, bytes, lines, joined };
}

async function filesOf(directory: string): Promise<HistoryFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map(async (path) => parsed(path, await readFile(path))));
}

/** One hash over the names and the bytes of all files. */
function hashOf(directory: string, files: readonly HistoryFile[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of files)
    hash.update(relative(directory, path).replaceAll('\\', '/')).update(bytes);
  return hash.digest('hex');
}

const NOISE = /^(?:<command-name>|<local-command|<system-reminder>|\[Request interrupted)/;

/** Bytes of the text that a person sees, counted from the files alone. */
function visibleBytes(files: readonly HistoryFile[]): number {
  const texts = files.flatMap(({ lines }) =>
    lines.flatMap((line) => {
      if (line.attachment) return [line.attachment.prompt];
      if (line.isMeta || line.message?.model === '<synthetic>' || !line.message) return [];
      const { content } = line.message;
      const blocks =
        typeof content === 'string'
          ? [content]
          : content.map((block) => (block.type === 'text' ? (block.text ?? '') : ''));
      return blocks.filter((text) => !NOISE.test(text));
    }),
  );
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

const OPTIONS = { seed: 42, files: 150, bytes: 8_000_000, visibleShare: 0.03 };

describe('generateHistory', () => {
  let root: string;
  let directory: string;
  let summary: HistorySummary;
  let files: HistoryFile[];
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'recollect-history-'));
    directory = join(root, 'home');
    summary = await generateHistory({ directory, ...OPTIONS });
    files = await filesOf(directory);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const allLines = (): HistoryFile['lines'] => files.flatMap(({ lines }) => lines);

  test('writes the same bytes for the same seed, others for another', async () => {
    const again = join(root, 'again');
    await generateHistory({ directory: again, ...OPTIONS });
    expect(hashOf(again, await filesOf(again))).toBe(hashOf(directory, files));
    const other = join(root, 'other');
    await generateHistory({ directory: other, ...OPTIONS, seed: 43 });
    expect(hashOf(other, await filesOf(other))).not.toBe(hashOf(directory, files));
  });

  test('has the files, bytes and lines that it says, nearly those that were asked for', () => {
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    expect(files).toHaveLength(OPTIONS.files);
    expect(summary.files).toBe(OPTIONS.files);
    expect(summary.bytes).toBe(bytes);
    expect(Math.abs(bytes / OPTIONS.bytes - 1)).toBeLessThan(0.1);
    expect(summary.lines).toBe(allLines().length);
    expect(summary.sessions).toBe(new Set(allLines().flatMap((line) => line.sessionId ?? [])).size);
  });

  test('has the share of visible text that was asked for, counted from the files', () => {
    expect(summary.visibleBytes).toBe(visibleBytes(files));
    const share = summary.visibleBytes / summary.bytes;
    expect(share).toBeGreaterThan(OPTIONS.visibleShare * 0.9);
    expect(share).toBeLessThan(OPTIONS.visibleShare * 1.1);
  });

  test('has the proportions of real histories', () => {
    expect(summary.toolUseResultBytes / summary.bytes).toBeGreaterThan(0.33);
    expect(summary.toolUseResultBytes / summary.bytes).toBeLessThan(0.45);
    expect(summary.progressBytes / summary.bytes).toBeGreaterThan(0.2);
    expect(summary.progressBytes / summary.bytes).toBeLessThan(0.28);
  });

  test('hardly repeats a text, apart from what forks repeat', () => {
    const byUuid = new Map(allLines().map((line) => [line.uuid, line]));
    const texts = [...byUuid.values()].flatMap((line) =>
      line.type === 'assistant' && Array.isArray(line.message?.content)
        ? line.message.content.flatMap((block) =>
            block.type === 'text' && line.message?.model !== '<synthetic>' ? [block.text] : [],
          )
        : [],
    );
    expect(new Set(texts).size / texts.length).toBeGreaterThan(0.97);
  });

  test('answers every call of a tool, but for those at which a file ends', () => {
    const calls = new Set<string>();
    const answers = new Set<string>();
    for (const line of allLines()) {
      for (const block of Array.isArray(line.message?.content) ? line.message.content : []) {
        if (block.type === 'tool_use' && block.id) calls.add(block.id);
        if (block.type === 'tool_result' && block.tool_use_id) answers.add(block.tool_use_id);
      }
    }
    expect([...answers].filter((id) => !calls.has(id))).toEqual([]);
    expect(calls.size - answers.size).toBeLessThanOrEqual(OPTIONS.files);
    expect(answers.size).toBeGreaterThan(200);
  });

  test('spreads replies over several lines with one message id', () => {
    const counts = new Map<string, number>();
    for (const line of allLines()) {
      if (line.type === 'assistant' && line.message?.id)
        counts.set(line.message.id, (counts.get(line.message.id) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeGreaterThan(3);
  });

  test('repeats the start of sessions in forks, with the same uuids under another session id', () => {
    const sessionsOf = new Map<string, Set<string>>();
    for (const line of allLines()) {
      if (!line.uuid || !line.sessionId) continue;
      const sessions = sessionsOf.get(line.uuid) ?? new Set();
      sessionsOf.set(line.uuid, sessions.add(line.sessionId));
    }
    expect([...sessionsOf.values()].filter((sessions) => sessions.size > 1).length).toBeGreaterThan(20);
  });

  test('continues the sessions of other files in a tenth of the files', () => {
    const main = files.filter(({ path }) => basename(dirname(path)) !== 'subagents');
    const slices = main.filter(({ path, lines }) =>
      lines.every((line) => line.sessionId !== basename(path, '.jsonl')),
    );
    expect(slices).toHaveLength(15);
    const owners = new Set(main.map(({ path }) => basename(path, '.jsonl')));
    for (const { lines } of slices) expect(owners).toContain(lines.find((line) => line.sessionId)?.sessionId);
  });

  test("keeps subagents in their session's folder, every line on the side chain", () => {
    const agents = files.filter(({ path }) => basename(dirname(path)) === 'subagents');
    expect(agents).toHaveLength(summary.agentFiles);
    expect(agents.length).toBeGreaterThan(10);
    for (const { path, lines } of agents) {
      expect(basename(path)).toMatch(/^agent-[0-9a-f]{17}\.jsonl$/);
      const session = basename(dirname(dirname(path)));
      for (const line of lines) {
        if (line.uuid) expect(line).toMatchObject({ isSidechain: true, sessionId: session });
      }
    }
  });

  test('has the oddities of real files: no final newline in most, some CRLF, some objects on one line', () => {
    const without = files.filter(({ bytes }) => bytes.at(-1) !== 0x0a).length;
    expect(without).toBeGreaterThan(files.length / 2);
    expect(without).toBeLessThan(files.length);
    expect(files.some(({ bytes }) => bytes.includes('\r\n'))).toBe(true);
    expect(files.some(({ bytes }) => !bytes.includes('\r\n'))).toBe(true);
    expect(files.reduce((sum, { joined }) => sum + joined, 0)).toBeGreaterThan(0);
  });

  test('has images, signatures, snapshots, titles and text that nobody typed', () => {
    const all = Buffer.concat(files.map(({ bytes }) => bytes)).toString('utf8');
    for (const sign of [
      '"type":"image"',
      '"signature":"',
      '"type":"file-history-snapshot"',
      '"type":"summary"',
      '"type":"ai-title"',
      '"isMeta":true',
      '[Request interrupted by user]',
      '"model":"<synthetic>"',
      '"subtype":"turn_duration"',
      '"type":"queue-operation"',
      '"type":"queued_command"',
      '\\u001b[',
    ]) {
      expect(all, sign).toContain(sign);
    }
  });

  test('refuses a folder that has a history already, and shares that it cannot reach', async () => {
    await expect(generateHistory({ directory, ...OPTIONS })).rejects.toThrow('EEXIST');
    await expect(
      generateHistory({ directory: join(root, 'new'), seed: 1, visibleShare: 0.9 }),
    ).rejects.toThrow(RangeError);
  });
});
