import { describe, expect, test } from 'vitest';
import { UNTRUSTED } from '../../../../../../electron/main/mcp/answer.ts';
import { connectAgent } from '../../../../../doubles/agent.ts';

describe('search', () => {
  test('finds conversations and says that they are data', async () => {
    const { call } = await connectAgent();
    const { text, data } = await call('search', { query: 'rate limits' });
    expect(text.startsWith(UNTRUSTED)).toBe(true);
    expect(text).toContain('conversation_id claude-code:one · message_id m0');
    expect(data?.hits).toHaveLength(2);
    expect(data?.notice).toBe(UNTRUSTED);
  });

  test('begins with the caller’s folder', async () => {
    const { call, recall } = await connectAgent({ callerFolder: '/home/ana/web' });
    const { text, data } = await call('search', { query: 'hello' });
    expect(recall.asked.map(({ filter }) => filter.project)).toEqual(['/home/ana/web']);
    expect(data?.hits).toHaveLength(1);
    expect(text).toContain('Only conversations about /home/ana/web were searched.');
  });

  test('goes on to everything when the folder has nothing, and says so', async () => {
    const { call } = await connectAgent({ callerFolder: '/elsewhere' });
    const { text, data } = await call('search', { query: 'hello' });
    expect(data?.hits).toHaveLength(2);
    expect(text).toContain('Nothing was found for the project /elsewhere; these are from all projects.');
  });

  test('takes a project, or all with *', async () => {
    const { call, recall } = await connectAgent({ callerFolder: '/elsewhere' });
    await call('search', { query: 'x', project: 'api' });
    await call('search', { query: 'x', project: '*' });
    expect(recall.asked.map(({ filter }) => filter.project)).toEqual(['api', undefined]);
  });

  test('takes an empty project for none', async () => {
    const { call, recall } = await connectAgent({ callerFolder: '/home/ana/web' });
    await call('search', { query: 'x', project: ' ' });
    expect(recall.asked.map(({ filter }) => filter.project)).toEqual(['/home/ana/web']);
  });

  test('says that it searched everything where the folder is not known, unless everything was asked for', async () => {
    const { call, client } = await connectAgent();
    const said =
      'All projects were searched: the folder that you work in is not known. To search one only, name it with project.';
    const { text, data } = await call('search', { query: 'hello' });
    expect(data?.notes).toContain(said);
    expect(text).toContain(said);
    for (const project of ['*', 'web'])
      expect((await call('search', { query: 'hello', project })).data?.notes).not.toContain(said);
    const { tools } = await client.listTools();
    const schema = JSON.stringify(tools.find(({ name }) => name === 'search')?.inputSchema);
    expect(schema).toContain('everything at once where that folder is not known');
  });

  test('says where nothing was found, in text and data', async () => {
    const { call } = await connectAgent();
    const { text, data } = await call('search', { query: 'x', project: 'none', source: 'codex' });
    const notes = [
      'Nothing was found.',
      'Only project none, source codex was searched: leave some of it out to find more.',
    ];
    expect(data?.hits).toEqual([]);
    expect(data?.notes).toEqual(expect.arrayContaining(notes));
    for (const note of notes) expect(text).toContain(note);
  });

  test('says how much can be found by meaning', async () => {
    const { call } = await connectAgent();
    expect((await call('search', { query: 'x' })).text).toContain(
      '50 % of the library can be found by meaning',
    );
  });

  test.each([
    [{}, /query/],
    [{ query: 'x', limit: 0 }, /limit/],
    [{ query: 'x', after: 'yesterday' }, /after/],
    [{ query: 'x', mode: 'magic' }, /mode/],
    [{ query: 'x', source: 'claude' }, /claude-code/],
  ])('refuses %j and names what is wrong', async (args, named) => {
    const { call } = await connectAgent();
    const { text, failed } = await call('search', args);
    expect(failed).toBe(true);
    expect(text).toMatch(named);
  });
});
