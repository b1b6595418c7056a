import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChildExit, ChildProcess } from '../../electron/shared/child-process.ts';
import { createForkStarter } from '../../headless/fork-starter.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-fork-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a script as an embedder until it has gone; `play` may talk to it. */
async function run(
  script: string,
  play: (child: ChildProcess, message: unknown) => void = () => undefined,
): Promise<{ messages: unknown[]; printed: string; exit: ChildExit; late: number }> {
  const entry = join(folder, `${Math.random()}.mjs`);
  await writeFile(entry, script);
  let printed = '';
  const starter = createForkStarter({
    entries: { reader: entry, embedder: entry, copier: entry },
    onOutput: (_role, text) => (printed += text),
    environment: { GIVEN: 'yes' },
  });
  return new Promise((resolve) => {
    const messages: unknown[] = [];
    let late = 0;
    let gone = false;
    const child = starter.start('embedder', ['one', '--two'], {
      message: (message) => {
        if (gone) late += 1;
        messages.push(message);
        play(child, message);
      },
      exited: (exit) => {
        gone = true;
        child.post('too late');
        child.kill();
        setImmediate(() => resolve({ messages, printed, exit, late }));
      },
    });
  });
}

describe('a forked process', () => {
  test('gets its arguments, and no variable that it needn’t have', async () => {
    process.env.RECOLLECT_SECRET = 'key';
    const { messages } = await run(
      `process.send([process.argv.slice(2), process.env], () => process.exit(0))`,
    );
    delete process.env.RECOLLECT_SECRET;
    const [[args, environment]] = messages as [[string[], Record<string, string>]];
    expect(args).toEqual(['one', '--two']);
    expect(environment).toMatchObject({ ORT_DISABLE_TELEMETRY: '1', GIVEN: 'yes', PATH: process.env.PATH });
    expect(environment).not.toHaveProperty('RECOLLECT_SECRET');
    expect(environment).not.toHaveProperty('NODE_OPTIONS');
  });

  test('keeps the type of its arrays, both ways', async () => {
    const { messages } = await run(
      `process.on('message', (m) => process.send(m, () => process.exit(0))); process.send('up');`,
      (child, message) => {
        if (message === 'up') child.post(Float32Array.of(1.5, 2.5));
      },
    );
    expect(messages).toEqual(['up', Float32Array.of(1.5, 2.5)]);
  });

  test('is heard to its last word before it counts as gone', async () => {
    const { messages, exit, late } = await run(
      `process.send(new Float32Array(2e6), undefined, undefined, () => process.exit(3));`,
    );
    expect(messages).toHaveLength(1);
    expect(late).toBe(0);
    expect(exit).toEqual({ code: 3, signal: null });
  });

  test('is killed at once', async () => {
    const { exit } = await run(`setInterval(() => {}, 1000); process.send('up');`, (child) => child.kill());
    expect(exit.signal).toBe('SIGKILL');
  });

  test('has what it prints passed on', async () => {
    const { printed } = await run(`console.log('out'); console.error('err');`);
    expect(printed).toContain('out');
    expect(printed).toContain('err');
  });

  test('that can not be loaded is gone, and says why', async () => {
    const { exit, printed } = await run(`import './nowhere.mjs';`);
    expect(exit.code).toBe(1);
    expect(printed).toContain('nowhere.mjs');
  });

  test('runs below the priority of its owner', async () => {
    let priority = 0;
    await run(`setInterval(() => {}, 1000); process.send('up');`, (child) => {
      priority = getPriority(child.pid);
      child.kill();
    });
    expect(priority).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
  });
});
