import { describe, expect, test } from 'vitest';
import {
  beginsWithHistoryLine,
  layoutOf,
} from '../../../../../../../electron/utility/reader/formats/claude-code/sniff.ts';

const user = { type: 'user', uuid: 'u', sessionId: 's', message: { role: 'user', content: 'Hi' } };
const layout = (text: string): string | null => layoutOf(Buffer.from(text).subarray(0, 65_536));
const lines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('a history of one object a line', () => {
  test.each([
    ['messages', lines(user)],
    ['a byte order mark', `\ufeff${lines(user)}`],
    ['metadata first', lines({ type: 'file-history-snapshot', messageId: 'x', snapshot: {} }, user)],
    ['nothing but a summary', lines({ type: 'summary', summary: 'A talk', leafUuid: 'x' })],
    ['a comment and a broken line first', `// exported\n{"broken\n${lines(user, user)}`],
    ['two objects on a line', JSON.stringify(user).repeat(2)],
    ['broken lines behind the first', `${lines(user)}{\n{\nnonsense\n`],
    ['CRLF', lines(user).replace('\n', '\r\n')],
    [
      'a first line that is longer than what is looked at',
      JSON.stringify({ ...user, image: 'x'.repeat(100_000) }),
    ],
    ['a half-written first line', JSON.stringify(user).slice(0, 60)],
    ['spaces between', lines(user).replaceAll(':', ': ').replaceAll(',', ', ')],
  ])('is told by %s', (_what, text) => {
    expect(layout(text)).toBe('lines');
  });
});

describe('a history that is one document', () => {
  test.each([
    ['an array', JSON.stringify([user, user])],
    ['an array over several lines', JSON.stringify([user], null, 2)],
    ['an object with an array of them', JSON.stringify({ branch: 'main', loglines: [user] })],
    ['the same over several lines', JSON.stringify({ branch: 'main', loglines: [user] }, null, 2)],
    [
      'lines that were spread over several',
      `${JSON.stringify(user, null, 2)}\n${JSON.stringify(user, null, 2)}`,
    ],
  ])('is told by %s', (_what, text) => {
    expect(layout(text)).toBe('document');
  });
});

describe('another file', () => {
  test.each([
    ['text', 'The user said: hello'],
    ['nothing', ''],
    ['other lines', lines({ nothing: 'known' })],
    ['a note that quotes a line', `# Formats\n\nA line looks like this:\n\n${lines(user)}\nThat is all.\n`],
    [
      'Codex',
      lines({ type: 'session_meta', payload: { id: 'x', cwd: '/' } }, { type: 'response_item', payload: {} }),
    ],
    [
      'Gemini',
      lines({ sessionId: 's', projectHash: 'h', kind: 'main' }, { id: 'm', type: 'user', content: [] }),
    ],
    ['Copilot', lines({ type: 'user.message', data: { content: 'Hi' }, timestamp: '2026-01-01T00:00:00Z' })],
    ['ChatGPT', JSON.stringify([{ title: 't', mapping: { n: { message: { author: { role: 'user' } } } } }])],
    ['numbers', '[1, 2, 3]'],
  ])('is not taken for one: %s', (_what, text) => {
    expect(layout(text)).toBeNull();
  });
});

describe('the first line', () => {
  const tells = (text: string): boolean => beginsWithHistoryLine(Buffer.from(text).subarray(0, 65_536));

  test.each([
    ['a message', lines(user)],
    ['metadata', lines({ type: 'file-history-snapshot', messageId: 'x', snapshot: {} })],
    ['a summary', lines({ type: 'summary', summary: 'A talk', leafUuid: 'x' })],
    ['a message behind a byte order mark', `\ufeff${lines(user)}`],
  ])('tells a history by itself if it is %s', (_what, text) => {
    expect(tells(text)).toBe(true);
  });

  test.each([
    ['half of a message', JSON.stringify(user).slice(0, 60)],
    ['a comment', `// exported\n${lines(user)}`],
    ['a message that is tied to nothing', lines({ type: 'user', message: user.message })],
    ['an array', JSON.stringify([user])],
    ['a document with messages', JSON.stringify({ ...user, chat_messages: [] })],
    ['of Codex', lines({ type: 'session_meta', payload: { id: 'x', cwd: '/' } })],
    ['of Gemini', lines({ type: 'user', sessionId: 's', projectHash: 'h' })],
  ])('leaves it to a closer look if it is %s', (_what, text) => {
    expect(tells(text)).toBe(false);
  });
});
