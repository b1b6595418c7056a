import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { mainFile } from '../../headless/paths.ts';

test('a command whose output is read no more ends as it does without a reader', async () => {
  const child = spawn(process.execPath, [mainFile, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const exited = once(child, 'exit');
  expect(await text(child.stderr)).toBe('');
  expect(await exited).toEqual([0, null]);
});
