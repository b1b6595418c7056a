import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OpencodeDatabase } from '../../../../../../doubles/agent-databases.ts';
import { NOW, session } from '../../../../../../doubles/opencode-session.ts';
import { readHistory, TemporaryFolder } from '../../../../../../doubles/reader.ts';

describe('a session in the tree of JSON files', () => {
  test('gives the same as in the database', async () => {
    await using folder = await TemporaryFolder.create();
    using writer = new OpencodeDatabase(join(folder.path, 'opencode.db'));
    writer.session('ses_1', NOW, session);
    const storage = join(folder.path, 'storage');
    const write = async (path: string, value: unknown): Promise<string> => {
      const target = join(storage, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, JSON.stringify(value));
      return target;
    };
    for (const [index, { role, parts }] of session.entries()) {
      const id = `msg_ses_1_${index}`;
      await write(`message/ses_1/${id}.json`, {
        id,
        role,
        sessionID: 'ses_1',
        time: { created: NOW + index },
      });
      for (const [place, part] of parts.entries()) await write(`part/${id}/prt_${place}.json`, part);
    }
    const facts = {
      id: 'ses_1',
      projectID: 'p',
      directory: '/home/ana/api',
      title: 'About ses_1',
      version: '1',
      time: { created: NOW, updated: NOW },
    };
    const tree = await readHistory(await write('session/p/ses_1.json', facts));
    const database = await readHistory(join(folder.path, 'opencode.db'));
    expect(tree.parts).toEqual(database.parts);
    expect(tree.facts).toEqual(database.facts);
  });

  test('with an id that leads elsewhere is refused', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('s.json', JSON.stringify({ id: 'ses_/../../etc', directory: '/' }));
    await expect(readHistory(path)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
