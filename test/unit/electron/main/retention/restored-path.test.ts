import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restoredPath } from '../../../../../electron/main/retention/restored-path.ts';

test.each([
  ['/home/ana/a.jsonl', ['home', 'ana', 'a.jsonl']],
  ['C:\\Users\\ana\\a.jsonl', ['C', 'Users', 'ana', 'a.jsonl']],
  ['\\\\wsl$\\Ubuntu\\home\\ana\\a.jsonl', ['wsl$', 'Ubuntu', 'home', 'ana', 'a.jsonl']],
  ['/../../etc/./passwd', ['etc', 'passwd']],
  ['/home/ana/a:b?.jsonl', ['home', 'ana', 'a_b_.jsonl']],
])('%s goes below the folder', (path, names) => {
  expect(restoredPath('/to', path, false)).toBe(join('/to', ...names));
});

test('an earlier version has another name than the newest', () => {
  expect(restoredPath('/to', '/a.jsonl', true)).toBe(join('/to', 'a.jsonl.earlier'));
});
