import { describe, expect, test } from 'vitest';
import { tokensOf } from '../../../../../../electron/main/mcp/token-meter.ts';
import { connectAgent } from '../../../../../doubles/agent.ts';

describe('the length of an answer', () => {
  const long = (number: number) => {
    const title = `Kiln ${number} ${'über '.repeat(200)}`;
    const about = { title, project: '/home/ana/pots', startedAt: 1_000, updatedAt: 2_000, messages: 1 };
    const text = 'The "kiln" \\ is hot.\n'.repeat(300);
    return [
      { ...about, id: `claude-code:long-${number}` },
      { id: `m${number}`, position: 0, role: 'user', time: 1_000, parts: [{ kind: 'text', text }] },
    ] as const;
  };

  test.each(['search', 'recent', 'find_by_file', 'get_conversation'])(
    'of %s holds for text and data together, and what was left out is said',
    async (tool) => {
      const { call, recall } = await connectAgent();
      for (let number = 0; number < 40; number++) recall.add(...long(number));
      for (const tokens of [500, 1_000, 4_000]) {
        const { text, data } = await call(tool, {
          max_tokens: tokens,
          ...(tool === 'get_conversation'
            ? { conversation_id: 'claude-code:long-7' }
            : { limit: 40, ...(tool === 'search' ? { query: 'kiln', project: 'pots' } : {}) }),
          ...(tool === 'find_by_file' ? { path: 'kiln' } : {}),
        });
        expect(tokensOf(`${text}${JSON.stringify(data)}`)).toBeLessThanOrEqual(tokens);
        expect(text).toMatch(/more characters|did not fit/);
        expect(JSON.stringify(data)).toContain('claude-code:');
      }
    },
  );
});
