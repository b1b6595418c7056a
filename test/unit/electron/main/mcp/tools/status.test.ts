import { describe, expect, test } from 'vitest';
import { connectAgent } from '../../../../../doubles/agent.ts';

describe('status', () => {
  test('counts', async () => {
    const { call } = await connectAgent();
    expect((await call('status')).text).toContain('2 conversations with 4 messages');
  });
});
