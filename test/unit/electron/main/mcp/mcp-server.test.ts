import { describe, expect, test } from 'vitest';
import { connectAgent } from '../../../../doubles/agent.ts';

describe('what agents are offered', () => {
  test('are tools that only read, each with schemas', async () => {
    const { tools } = await (await connectAgent()).client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search',
      'get_conversation',
      'recent',
      'find_by_file',
      'status',
    ]);
    for (const tool of tools) {
      expect(tool.annotations?.readOnlyHint).toBe(true);
      expect(tool.outputSchema).toBeDefined();
    }
  });
});
