import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../../electron/main/engine.ts';
import { sampleFolder } from '../../headless/paths.ts';
import { testEngine } from '../doubles/engine.ts';
import { appendHistory, conversationLines, sentence, writeHistory } from '../doubles/history.ts';

const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));
const questions = z
  .array(z.object({ question: z.string(), expects: z.string() }))
  .parse(JSON.parse(await readFile(join(sampleFolder, 'questions.json'), 'utf8')));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-sample-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command line as a script would. */
function recollect(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const environment = {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      CLAUDE_CONFIG_DIR: join(folder, 'none'),
    };
    execFile(process.execPath, [CLI, ...args], { env: environment }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('the bundled sample', () => {
  test('shows search by meaning: most questions find their conversation among the first three', async () => {
    const engine: Engine = await testEngine(join(folder, 'engine'));
    try {
      const signal = new AbortController().signal;
      await engine.import([{ path: sampleFolder, origin: 'added' }], signal);
      let found = 0;
      for (const { question, expects } of questions) {
        const { hits } = await engine.search(
          { query: question, mode: 'semantic', limit: 3, filter: {} },
          signal,
        );
        if (
          hits.some(
            (hit) =>
              hit.conversationId.includes(expects) ||
              hit.path?.replaceAll('\\', '/').endsWith(expects) === true,
          )
        )
          found += 1;
      }
      expect(found / questions.length).toBeGreaterThanOrEqual(0.75);
    } finally {
      await engine.close();
    }
  });
});

describe('the command line', () => {
  test('imports, answers and counts in JSON, with numbers that agree', async () => {
    const data = ['--data-dir', join(folder, 'cli'), '--json'];
    const imported = await recollect('import', ...data, sampleFolder);
    expect(imported.code).toBe(0);
    const report = z
      .looseObject({ chunks: z.int(), embedded: z.int(), filesFailed: z.array(z.unknown()) })
      .parse(JSON.parse(imported.stdout));
    expect(report.embedded).toBe(report.chunks);
    const status = JSON.parse((await recollect('status', ...data)).stdout) as unknown;
    expect(status).toMatchObject({
      chunks: report.chunks,
      index: { embedded: report.chunks, pending: 0 },
      files: { failed: 0 },
    });
    const answer = JSON.parse(
      (await recollect('search', ...data, '--role', 'user', 'sourdough')).stdout,
    ) as unknown;
    expect(answer).toMatchObject({ query: 'sourdough', mode: 'hybrid', coverage: 1 });
  });

  test.each([
    [['frobnicate'], 'unknown command'],
    [['search', '--mode', 'loud', 'x'], '--mode takes'],
    [['import', '--memory-ceiling', '10', '.'], 'at least'],
    [['search', '--after', 'once', 'x'], '--after takes a day'],
  ])('answers wrong usage %j with exit code 2 and a sentence', async (args, sentence) => {
    const { code, stderr } = await recollect(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });

  test('imports what was added when no path is given, and no longer what was removed', async () => {
    const home = join(folder, 'added');
    const data = ['--data-dir', join(folder, 'kept'), '--json'];
    await writeHistory(join(home, 'a.jsonl'), conversationLines('kept', 2, sentence));
    expect((await recollect('sources', 'add', ...data, home)).code).toBe(0);
    const report = z.looseObject({ filesRead: z.int() });
    const first = await recollect('import', ...data);
    expect(report.parse(JSON.parse(first.stdout)).filesRead).toBe(1);
    await appendHistory(join(home, 'a.jsonl'), conversationLines('more', 2, sentence));
    expect(report.parse(JSON.parse((await recollect('import', ...data)).stdout)).filesRead).toBe(1);
    expect((await recollect('sources', 'remove', ...data, home)).code).toBe(0);
    expect((await recollect('import', ...data)).code).toBe(2);
  });

  test('fails with 1 where there is no library, and with 3 where a file failed', async () => {
    expect((await recollect('search', '--data-dir', join(folder, 'nowhere'), 'x')).code).toBe(1);
    const { code, stdout } = await recollect('import', '--json', '--data-dir', join(folder, 'partly'), CLI);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ filesFailed: [{ path: CLI, code: 'format-unknown' }] });
  });
});
