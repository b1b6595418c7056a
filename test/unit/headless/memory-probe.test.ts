import { expect, test } from 'vitest';
import {
  createMemoryProbe,
  parseProcStatus,
  parsePs,
  parseTasklist,
} from '../../../headless/memory-probe.ts';

test('reads resident memory as each system prints it', () => {
  expect(parseProcStatus('Name:\tnode\nVmRSS:\t  204800 kB\n')).toBe(200);
  expect(parseProcStatus('')).toBeNull();
  expect([...parsePs('  12   2048\n 345 1024\n')]).toEqual([
    [12, 2],
    [345, 1],
  ]);
  expect([
    ...parseTasklist(
      '"node.exe","12","Console","1","102.400 K"\r\n"a, b.exe","7","Services","0","2,048 K"\r\n',
    ),
  ]).toEqual([
    [12, 100],
    [7, 2],
  ]);
});

test('measures this very process from outside', async () => {
  const measured = await createMemoryProbe().measure([process.pid]);
  expect(measured.get(process.pid)).toBeGreaterThan(20);
});

test('reads sizes of Windows whatever the language calls a kilobyte and however it groups digits', () => {
  const sizes = ['102,400 K', '102.400 K', '102\u00a0400 \u041a\u0411', "102'400 K", '102\u202f400 Ko'];
  const output = sizes.map((size, at) => `"a.exe","${at + 1}","Console","1","${size}"\r\n`).join('');
  expect([...parseTasklist(output).values()]).toEqual([100, 100, 100, 100, 100]);
  expect(parseTasklist('"a.exe","1","Console","1","N/A"\r\nINFO: No tasks are running.\r\n').size).toBe(0);
});

test('knows nothing of a process that has gone', async () => {
  expect((await createMemoryProbe().measure([2 ** 22 + 1])).size).toBe(0);
});
