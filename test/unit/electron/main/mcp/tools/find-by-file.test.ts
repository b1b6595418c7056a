import { describe, expect, test } from 'vitest';
import { connectAgent } from '../../../../../doubles/agent.ts';

describe('find_by_file', () => {
  test('names the conversation, the line and when that was', async () => {
    const { call } = await connectAgent();
    const { text, data } = await call('find_by_file', { path: 'limits.ts' });
    expect(text).toContain('> Edit src/limits.ts');
    expect(data?.conversations).toMatchObject([
      { message_id: 'm1', time: '1970-01-01T00:00:01.500Z', line: 'Edit src/limits.ts' },
    ]);
    expect((await call('find_by_file', { path: 'other.ts' })).text).toContain(
      'No conversation touched other.ts.',
    );
  });
});
