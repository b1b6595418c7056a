import { describe, expect, test } from 'vitest';
import { connectAgent } from '../../../../doubles/agent.ts';

describe('conversations as resources', () => {
  test('are listed and can be read', async () => {
    const { client } = await connectAgent();
    const { resources } = await client.listResources();
    expect(resources).toContainEqual({
      uri: 'recollect://conversation/claude-code%3Aone',
      name: 'claude-code:one',
      title: 'Rate limits',
      description: 'A past conversation: Rate limits · 1970-01-01 · /home/ana/api',
      mimeType: 'text/markdown',
      annotations: { lastModified: '1970-01-01T00:00:02.000Z' },
    });
    const { contents } = await client.readResource({ uri: 'recollect://conversation/claude-code%3Aone' });
    expect(JSON.stringify(contents)).toContain('How do I limit rates?');
  });

  test('a long one says how its rest is read', async () => {
    const { client, recall } = await connectAgent();
    recall.say('claude-code:one', 'y'.repeat(100_000));
    const { contents } = await client.readResource({ uri: 'recollect://conversation/claude-code%3Aone' });
    expect(JSON.stringify(contents)).toMatch(
      /get_conversation, conversation_id: claude-code:one, from: 2, offset: \d+\./,
    );
  });

  test('one that is not there is said to be', async () => {
    const { client } = await connectAgent();
    await expect(client.readResource({ uri: 'recollect://conversation/nope%3A1' })).rejects.toThrow(
      /no conversation/,
    );
  });
});
