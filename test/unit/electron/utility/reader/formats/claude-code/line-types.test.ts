import { describe, expect, test } from 'vitest';
import {
  isIrrelevant,
  withoutToolUseResult,
} from '../../../../../../../electron/utility/reader/formats/claude-code/line-types.ts';

const bytes = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const user = { type: 'user', uuid: 'u', message: { role: 'user', content: 'Hi' } };

describe('a line that is left without parsing it', () => {
  test.each([
    { type: 'file-history-snapshot', snapshot: {} },
    {
      parentUuid: null,
      cwd: '/a',
      type: 'progress',
      data: { type: 'bash_progress', output: '"type":"user"' },
    },
    { parentUuid: null, type: 'system', subtype: 'turn_duration' },
  ])('is metadata: %j', (line) => {
    expect(isIrrelevant(bytes(line))).toBe(true);
  });

  test.each([
    user,
    // The type of the message, not of the line, comes first.
    { message: { type: 'progress', content: 'Hi' }, type: 'user' },
    { cwd: '"type":"progress"', type: 'user', message: { content: 'Hi' } },
    { cwd: '{"type":"progress"', type: 'user' },
    { type: 'unheard-of' },
    '{"type":"progress","data":{}}{"type":"user","message":{"content":"Hi"}}',
    '{"type":"progress","data":{}} {"type":"user","message":{"content":"Hi"}}',
    '{"type": "progress"}',
  ])('is none that may hold a message: %j', (line) => {
    expect(isIrrelevant(bytes(line))).toBe(false);
  });
});

describe('a line without its toolUseResult', () => {
  test('is what stands before it', () => {
    const short = withoutToolUseResult(
      bytes({ ...user, toolUseResult: { stdout: 'x' }, sourceToolAssistantUUID: 'a' }),
    );
    expect(JSON.parse(short ?? '')).toEqual(user);
  });

  test('is not made where there is none, where another object follows, or where something that matters stands behind', () => {
    expect(withoutToolUseResult(bytes(user))).toBeNull();
    expect(withoutToolUseResult(bytes({ ...user, toolUseResult: {}, isMeta: true }))).toBeNull();
    const two = `${JSON.stringify({ ...user, toolUseResult: {} })}${JSON.stringify(user)}`;
    expect(withoutToolUseResult(bytes(two))).toBeNull();
  });

  test('is not made from a text that speaks of it', () => {
    const line = { ...user, message: { role: 'user', content: 'x,"toolUseResult":1' } };
    expect(withoutToolUseResult(bytes(line))).toBeNull();
  });
});
