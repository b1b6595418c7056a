import { describe, expect, test } from 'vitest';
import { connectAgent } from '../../../../../doubles/agent.ts';

describe('remember', () => {
  test('is offered only where the user has allowed it', async () => {
    const kept: unknown[] = [];
    const remember = (text: string, title: string | undefined): Promise<string> => {
      kept.push([text, title]);
      return Promise.resolve('/notes/x.md');
    };
    const { client, call } = await connectAgent({ notes: { remember } });
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'remember')?.annotations?.readOnlyHint).toBe(false);
    expect((await call('remember', { text: 'We chose SQLite.', title: 'Storage' })).data).toEqual({
      path: '/notes/x.md',
    });
    expect(kept).toEqual([['We chose SQLite.', 'Storage']]);
  });
});
