import { describe, expect, test } from 'vitest';
import { readContent } from '../../../../../../../electron/utility/reader/formats/claude-code/content.ts';

const keep = (text: string): string => text;
const toolUse = (name: string, input: object) =>
  readContent([{ type: 'tool_use', id: 't', name, input }], keep)?.toolCalls;

describe('the content of a message', () => {
  test('is a string, or its text blocks with a blank line between', () => {
    expect(readContent('Hello', keep)).toMatchObject({ text: 'Hello' });
    const blocks = [{ type: 'text', text: 'One.' }, { type: 'thinking', thinking: 'secret' }, 'Two.'];
    expect(readContent(blocks, keep)).toMatchObject({ text: 'One.\n\nTwo.', toolCalls: [], toolResults: [] });
  });

  test('is cleaned block by block', () => {
    const shout = (text: string): string => text.toUpperCase();
    expect(
      readContent(
        [
          { type: 'text', text: '\u001b[1ma' },
          { type: 'text', text: ' ' },
        ],
        shout,
      )?.text,
    ).toBe('A');
  });

  test.each([undefined, null, 5, { type: 'text' }])('of no known shape is null: %j', (content) => {
    expect(readContent(content, keep)).toBeNull();
  });

  test('with broken blocks gives the others', () => {
    expect(
      readContent([null, 7, { type: 'text', text: 5 }, { type: 'text', text: 'fine' }], keep)?.text,
    ).toBe('fine');
  });
});

describe('a tool call', () => {
  test.each([
    ['Read', { file_path: '/a/b.ts', limit: 5 }, 'Read /a/b.ts'],
    ['Bash', { command: 'npm test\n  --watch', description: 'Run' }, 'Bash npm test --watch'],
    ['Grep', { pattern: 'x+', path: 'src' }, 'Grep src'],
    ['WebSearch', { query: 'weekday' }, 'WebSearch weekday'],
    ['Task', { description: 'Look around', prompt: 'Search it all' }, 'Task Look around'],
    ['TodoWrite', { todos: [] }, 'TodoWrite'],
  ])('is one line: %s %j', (name, input, line) => {
    expect(toolUse(name, input)).toEqual([line]);
  });

  test('is at most 200 characters', () => {
    expect(toolUse('Bash', { command: 'é'.repeat(5_000) })?.[0]).toHaveLength(200);
  });
});
