import { describe, expect, test } from 'vitest';
import { connectAgent } from '../../../../../doubles/agent.ts';

describe('recent', () => {
  test('lists the newest, of a project if it is named', async () => {
    const { call } = await connectAgent();
    expect((await call('recent')).data?.conversations).toHaveLength(2);
    expect((await call('recent', { project: 'web' })).data?.conversations).toMatchObject([
      { conversation_id: 'claude-code:two' },
    ]);
    const none = await call('recent', { project: 'kiln' });
    expect(none.text).toContain('There are no conversations about the project kiln.');
    expect(none.data).toMatchObject({ conversations: [], notes: [expect.stringContaining('kiln')] });
  });
});
