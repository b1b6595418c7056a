import { describe, expect, test } from 'vitest';
import { connectAgent } from '../../../../doubles/agent.ts';

describe('an id that can’t be printed as it is', () => {
  const id = 'claude-code:a\u001b[1m/b\n %41,c';
  const shown = 'claude-code:a%1B[1m/b%0A%20%2541,c';
  const withOddId = async () => {
    const connected = await connectAgent();
    const about = { title: 'Odd', project: null, startedAt: 1_000, updatedAt: 2_000, messages: 1 };
    connected.recall.add(
      { ...about, id },
      {
        id: 'm\u0007 1',
        position: 0,
        role: 'user',
        time: 1_000,
        parts: [{ kind: 'text', text: 'Odd kiln' }],
      },
    );
    return connected;
  };

  test('is shown as one that can be asked for', async () => {
    const { call } = await withOddId();
    for (const [tool, args] of [
      ['search', { query: 'kiln' }],
      ['recent', {}],
      ['find_by_file', { path: 'kiln' }],
    ] as const) {
      expect((await call(tool, args)).text).toContain(`conversation_id ${shown} `);
    }
    for (const conversation_id of [shown, id]) {
      const { data, text } = await call('get_conversation', { conversation_id, around_message: 'm%07%201' });
      expect(text).toContain('> Odd kiln');
      expect(data).toMatchObject({ conversation_id: shown, messages: [{ message_id: 'm%07%201' }] });
    }
  });

  test('opens the resource, as it is shown, encoded, and as it is listed', async () => {
    const { client } = await withOddId();
    const { resources } = await client.listResources();
    const listed = resources.find(({ title }) => title === 'Odd')?.uri ?? '';
    for (const uri of [
      `recollect://conversation/${shown}`,
      `recollect://conversation/${encodeURIComponent(shown)}`,
      listed,
    ]) {
      const { contents } = await client.readResource({ uri });
      expect(JSON.stringify(contents)).toContain('Odd kiln');
    }
  });
});
