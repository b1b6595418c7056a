import { describe, expect, test } from 'vitest';
import { createSessionId, isSessionId } from '../../../../../electron/main/mcp/session-id.ts';

describe('the id of a session', () => {
  test('is another each time, and visible ASCII as the protocol wants it', () => {
    const ids = new Set(Array.from({ length: 100 }, () => createSessionId('token')));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{60,80}$/);
  });

  test('holds for its token only', () => {
    const id = createSessionId('token');
    expect(isSessionId(id, 'token')).toBe(true);
    expect(isSessionId(id, 'another')).toBe(false);
  });

  test.each([
    ['another beginning', (id: string) => `${id.startsWith('A') ? 'B' : 'A'}${id.slice(1)}`],
    ['another end', (id: string) => `${id.slice(0, -2)}${id.endsWith('AA') ? 'BB' : 'AA'}`],
    ['no proof', (id: string) => id.slice(0, 24)],
    ['nothing', () => ''],
    ['more behind it', (id: string) => `${id}A`],
  ])('does not hold with %s', (_what, changed) => {
    expect(isSessionId(changed(createSessionId('token')), 'token')).toBe(false);
  });
});
