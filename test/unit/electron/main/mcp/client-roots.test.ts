import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AGENT_HOME, connectAgent } from '../../../../doubles/agent.ts';

describe('the folders that a client says it works in', () => {
  const rootAt = (path: string) => ({ uri: pathToFileURL(path).href });

  test('are where a search begins, the server’s process has none', async () => {
    const web = join(AGENT_HOME, 'web');
    const { call, recall } = await connectAgent({
      roots: [{ uri: 'file://%' }, rootAt(AGENT_HOME), rootAt(web)],
    });
    await call('search', { query: 'hello' });
    await call('search', { query: 'hello', project: '*' });
    expect(recall.asked[0]?.filter.project).toBe(web);
    expect(recall.asked.at(-1)?.filter.project).toBeUndefined();
  });

  test('are asked for again after they have changed', async () => {
    const roots = [rootAt(join(AGENT_HOME, 'web'))];
    const { call, recall, client } = await connectAgent({ roots });
    await call('search', { query: 'hello', limit: 1 });
    roots.splice(0, 1, rootAt(join(AGENT_HOME, 'api')));
    await client.sendRootsListChanged();
    await call('search', { query: 'hello', limit: 1 });
    const asked = recall.asked.flatMap(({ filter }) => filter.project ?? []);
    expect(asked).toEqual([join(AGENT_HOME, 'web'), join(AGENT_HOME, 'api')]);
  });

  test('are none where it can’t say any on this machine: everything is searched', async () => {
    const { call, recall } = await connectAgent({ roots: [{ uri: 'https://example.org/x' }] });
    await call('search', { query: 'hello' });
    expect(recall.asked.map(({ filter }) => filter.project)).toEqual([undefined]);
  });
});
