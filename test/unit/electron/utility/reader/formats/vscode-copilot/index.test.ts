import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ObjectLog } from '../../../../../../../electron/utility/reader/formats/vscode-copilot/object-log.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';

const NOW = Date.UTC(2026, 7, 1);
const request = (id: string, text: string, response: readonly unknown[]): object => ({
  requestId: id,
  message: { text, parts: [] },
  variableData: { variables: [] },
  response,
  modelId: 'copilot/x',
  timestamp: NOW,
});
const answer = [
  { kind: 'thinking', value: 'pondering' },
  { value: 'Look at ', supportThemeIcons: false },
  { kind: 'inlineReference', inlineReference: { path: '/home/ana/api/pool.ts' } },
  {
    kind: 'toolInvocationSerialized',
    toolId: 'copilot_readFile',
    pastTenseMessage: { value: 'Read pool.ts' },
  },
  { kind: 'markdownContent', content: { value: ': it is never closed.' } },
];
const session = {
  version: 3,
  responderUsername: 'GitHub Copilot',
  creationDate: NOW - 5,
  requests: [request('r1', 'Why does it leak?', answer), request('r2', 'Thanks', [])],
  sessionId: 'session-1',
  lastMessageDate: NOW + 7,
  customTitle: 'Leak in the pool',
};
const said = [
  ['user', 'text', 'Why does it leak?'],
  ['assistant', 'text', 'Look at `pool.ts`: it is never closed.'],
  ['assistant', 'tool-call', 'copilot_readFile Read pool.ts'],
  ['user', 'text', 'Thanks'],
];
const turns = ({ parts }: Reading): string[][] => parts.map(({ role, kind, text }) => [role, kind, text]);

describe('a session of VS Code’s chat', () => {
  test('gives prompts, answers, and tools by word, with the workspace as its project', async () => {
    await using folder = await TemporaryFolder.create();
    await mkdir(join(folder.path, 'chatSessions'));
    await writeFile(join(folder.path, 'workspace.json'), '{"folder":"file:///home/ana/api"}');
    const reading = await readHistory(
      await folder.write('chatSessions/x.json', JSON.stringify(session, null, 2)),
    );
    expect(turns(reading)).toEqual(said);
    expect(reading.facts).toEqual([
      {
        key: 'session-1',
        project: '/home/ana/api',
        title: { text: 'Leak in the pool', rank: 4 },
        kind: 'main',
        revision: { at: NOW + 7, complete: true },
      },
    ]);
  });

  test('of before requests had ids tells them by their place', async () => {
    await using folder = await TemporaryFolder.create();
    const requests = session.requests.map((each) => ({ ...each, requestId: undefined }));
    const reading = await readHistory(await folder.write('x.json', JSON.stringify({ ...session, requests })));
    expect(turns(reading)).toEqual(said);
    expect(new Set(reading.parts.map(({ message }) => message)).size).toBe(3);
    const log = `${JSON.stringify({ kind: 0, v: { ...session, requests } })}\n`;
    expect((await readHistory(await folder.write('y.jsonl', log))).parts.map(({ uid }) => uid)).toEqual(
      reading.parts.map(({ uid }) => uid),
    );
  });

  test('as a log of changes is what the changes make of it', async () => {
    await using folder = await TemporaryFolder.create();
    const [first, second] = session.requests;
    const { customTitle, ...rest } = session;
    const entries = [
      { kind: 0, v: { ...rest, requests: [] } },
      {
        kind: 2,
        k: ['requests'],
        v: [{ ...first, response: [{ value: 'wrong' }] }, request('r0', 'withdrawn', [])],
      },
      { kind: 2, k: ['requests'], v: [second], i: 1 },
      {
        kind: 2,
        k: ['requests', 0, 'response'],
        v: answer,
        i: 0,
      },
      { kind: 1, k: ['customTitle'], v: customTitle },
      { kind: 1, k: ['requests', 9, 'message'], v: 'nothing there' },
    ];
    const text = `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n{"kind":1,"k":["cust`;
    const reading = await readHistory(await folder.write('session-1.jsonl', text));
    expect(turns(reading)).toEqual(said);
    expect(reading.facts[0]).toMatchObject({ key: 'session-1', title: { text: 'Leak in the pool' } });
    expect(reading.skipped).toEqual({ 'invalid-json': 1 });
  });

  test('that was cut short counts itself, and a request that is none', async () => {
    await using folder = await TemporaryFolder.create();
    const text = JSON.stringify({ ...session, requests: [7, { a: 1 }, ...session.requests] });
    const whole = await readHistory(await folder.write('a.json', text));
    expect(turns(whole)).toEqual(said);
    expect(whole.skipped).toEqual({ 'unknown-shape': 1 });
    const cut = await readHistory(await folder.write('b.json', text.slice(0, -9)));
    expect(cut.skipped).toMatchObject({ 'broken-conversation': 1 });
  });
});

describe('a log of changes to an object', () => {
  const key = fc.constantFrom<string | number>('a', 'b', 0, 1, '__proto__', 'constructor');
  const path = fc.array(key, { minLength: 1, maxLength: 4 });
  const entry = fc.oneof(
    fc.record({ kind: fc.constant(0), v: fc.dictionary(fc.string(), fc.jsonValue()) }),
    fc.record({ kind: fc.constant(1), k: path, v: fc.jsonValue() }),
    fc.record({ kind: fc.constant(2), k: path, v: fc.array(fc.jsonValue()), i: fc.nat(3) }),
    fc.record({ kind: fc.constant(3), k: path }),
    fc.jsonValue(),
  );

  test('takes any entries, and changes nothing but the object', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const log = new ObjectLog();
        for (const one of entries) log.apply(one);
        expect(JSON.stringify(log.state).length).toBeGreaterThan(1);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(Reflect.get({}, 'a')).toBeUndefined();
      }),
    );
  });

  test('refuses an index far behind a list’s end', () => {
    const log = new ObjectLog();
    log.apply({ kind: 0, v: { list: [1] } });
    expect(log.apply({ kind: 1, k: ['list', 1], v: 2 })).toBe(true);
    expect(log.apply({ kind: 1, k: ['list', 4_000_000_000], v: 2 })).toBe(false);
    expect(log.apply({ kind: 2, k: ['list'], v: [3], i: 4_000_000_000 })).toBe(true);
    expect(log.state).toEqual({ list: [1, 2, 3] });
  });
});
