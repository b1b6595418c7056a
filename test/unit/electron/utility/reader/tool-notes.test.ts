import { describe, expect, test } from 'vitest';
import { toolCall, toolResult } from '../../../../../electron/utility/reader/tool-notes.ts';

describe('a tool call', () => {
  test.each([
    ['Read', { limit: 5, file_path: '/a.ts' }, 'Read /a.ts'],
    ['shell', { command: ['ls', '-l'], workdir: '/' }, 'shell ls -l'],
    ['shell', { command: ['bash', '-lc', 'git status'] }, 'shell git status'],
    ['exec', 'one\n  two', 'exec one two'],
    ['plan', { steps: [{ step: 'one' }] }, 'plan'],
    ['plan', null, 'plan'],
    ['shell', { command: ['ls', 5] }, 'shell'],
  ])('%s %j is one line', (name, input, line) => {
    expect(toolCall(name, input)).toBe(line);
  });
});

describe('a tool result', () => {
  test('is a string or the text of blocks, without images', () => {
    expect(toolResult('done')).toBe('done');
    const blocks = [
      { type: 'text', text: 'one' },
      { type: 'image', source: { data: 'x' } },
      { type: 'text', text: 'two' },
    ];
    expect(toolResult(blocks)).toBe('one\ntwo');
    expect(toolResult(undefined)).toBe('');
  });

  test('is its first 2,000 characters, never with half a surrogate pair', () => {
    expect(toolResult('x'.repeat(5_000))).toHaveLength(2_000);
    expect(toolResult(`${'x'.repeat(1_999)}😀`)).toBe('x'.repeat(1_999));
  });
});
