import { describe, expect, test } from 'vitest';
import { baseName, sourceName, splitPath } from '../../../../renderer/format/names.ts';
import { formatAmount, formatBytes, formatShare, shareOf } from '../../../../renderer/format/numbers.ts';
import { formatAgo, formatDuration, formatTimeLeft } from '../../../../renderer/format/times.ts';

describe('numbers', () => {
  test.each([
    [0, '0\u00a0%'],
    [0.004, '<\u00a01\u00a0%'],
    [0.999, '99\u00a0%'],
    [1, '100\u00a0%'],
  ])('a share of %d is %s', (share, text) => expect(formatShare(share)).toBe(text));

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_400, '1.4 KB'],
    [212_000_000, '202 MB'],
    [5_000_000_000, '4.7 GB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test('one of a thing is singular', () => {
    expect(formatAmount(1, 'file')).toBe('1 file');
    expect(formatAmount(12_430, 'file')).toBe('12,430 files');
  });

  test('nothing to do is done', () => expect(shareOf(0, 0)).toBe(1));
});

describe('times', () => {
  test.each([
    [4, 'a few seconds'],
    [42, '50 seconds'],
    [505, '8 minutes'],
    [7_200, '2 h'],
    [12_100, '3 h 20 min'],
    [200_000, '2 days'],
  ])('%d s are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test('time left is an estimate', () => {
    expect(formatTimeLeft(3)).toBe('A few seconds left');
    expect(formatTimeLeft(505)).toBe('About 8 minutes left');
  });

  test('what was long ago is a day', () => {
    const now = Date.UTC(2026, 2, 14, 12);
    expect(formatAgo(now - 30_000, now)).toBe('just now');
    expect(formatAgo(now - 5 * 60_000, now)).toBe('5 min ago');
    expect(formatAgo(now - 400 * 86_400_000, now)).toBe('7 Feb 2025');
  });
});

describe('names', () => {
  test.each([
    ['/home/mara/code/shop', 'shop'],
    ['C:\\Users\\Mara\\code\\', 'code'],
    ['/', '/'],
    ['/home/mara/\u202egnp.exe', 'gnp.exe'],
  ])('the last part of %s is %s', (path, name) => expect(baseName(path)).toBe(name));

  test('a path is cut in its folder', () => {
    expect(splitPath('/home/mara/a.jsonl')).toEqual({ folder: '/home/mara/', name: 'a.jsonl' });
  });

  test('a format that is new has a readable name all the same', () => {
    expect(sourceName('claude-code')).toBe('Claude Code');
    expect(sourceName('new_tool')).toBe('New tool');
  });
});
