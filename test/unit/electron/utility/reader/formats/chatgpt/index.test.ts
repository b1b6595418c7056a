import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';

const fixture = fileURLToPath(
  new URL('../../../../../../fixtures/chatgpt/conversations.json', import.meta.url),
);

interface NodeOptions {
  readonly role?: string;
  readonly time?: number | null;
  readonly type?: string;
  readonly recipient?: string;
  readonly hidden?: boolean;
}

const node = (parent: string | null, text: string, options: NodeOptions = {}): object => ({
  parent,
  children: [],
  message: {
    author: { role: options.role ?? 'user' },
    create_time: options.time ?? null,
    content: { content_type: options.type ?? 'text', parts: [text] },
    recipient: options.recipient ?? 'all',
    metadata: options.hidden === true ? { is_visually_hidden_from_conversation: true } : {},
  },
});

async function read(document: unknown, blockBytes?: number): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return await readHistory(await folder.write('conversations.json', text), null, blockBytes);
}

const texts = ({ parts }: Reading): string[] => parts.map(({ text }) => text);

describe('an export of ChatGPT', () => {
  test('gives the branch that was on the screen, without hidden messages and the noise of tools', async () => {
    const { parts, facts, skipped, batches } = await readHistory(fixture);
    expect(parts.map(({ role, kind, text }) => [role, kind, text])).toEqual([
      ['user', 'text', 'How fast does the tank empty?'],
      ['assistant', 'text', 'Let me compute that.'],
      ['assistant', 'tool-call', 'python import math print(math.sqrt(2))'],
      ['assistant', 'text', 'About 1.41 minutes.'],
      ['user', 'text', 'And with two valves?\n\nLook at the sketch.'],
      ['assistant', 'text', '```python\ntime = 1.41 / 2\n```'],
      ['user', 'text', 'Write the release note as a document'],
      ['assistant', 'tool-call', 'canmore.create_textdoc Release note'],
      ['assistant', 'tool-result', '# Release 4\n\nThe ferry timetable now loads offline.'],
      ['assistant', 'text', 'I put it in the canvas.'],
    ]);
    expect(new Set(parts.map(({ conversation, message }) => `${conversation} ${message}`)).size).toBe(9);
    expect(facts).toEqual([
      {
        key: '6f2b0c1e-0000-4000-8000-000000000001',
        kind: 'main',
        title: { text: 'Tank emptying', rank: 4 },
        revision: { at: 1785574870250, complete: true },
      },
      {
        key: '6f2b0c1e-0000-4000-8000-000000000002',
        kind: 'main',
        // It has no title: what the user asked first stands in.
        title: { text: 'Write the release note as a document', rank: 2 },
        revision: { at: 1785574930250, complete: true },
      },
    ]);
    expect(skipped).toEqual({ 'broken-conversation': 1 });
    expect(batches.at(-1)?.skipped[0]?.firstName).toBe('No tree');
    expect(batches[0]).toMatchObject({ mode: 'update', checkpoint: { format: 'chatgpt' } });
  });

  test('has times in ms, and messages without one stay in their place', async () => {
    const { parts } = await readHistory(fixture);
    expect(parts.slice(4, 6).map(({ time, sortTime }) => [time, sortTime])).toEqual([
      [1785574860250, 1785574860250],
      [null, 1785574860250],
    ]);
    const places = parts.map(({ sortTime, offset }) => [sortTime, offset] as const);
    expect([...places].sort((a, b) => a[0] - b[0] || a[1] - b[1])).toEqual(places);
  });

  test('goes to the newest leaf where the current node is missing, and ends where the links go in a circle', async () => {
    const mapping = {
      a: node(null, 'Question', { time: 1 }),
      b: node('a', 'New answer', { role: 'assistant', time: 5 }),
      c: node('a', 'Old answer', { role: 'assistant', time: 3 }),
      d: node('e', 'circle', { time: 0.5 }),
      e: node('d', 'circle', { time: 0.5 }),
    };
    expect(texts(await read([{ id: 'x', mapping }]))).toEqual(['Question', 'New answer']);
    expect(texts(await read([{ id: 'x', mapping, current_node: 'c' }]))).toEqual(['Question', 'Old answer']);
    expect(texts(await read([{ id: 'x', mapping, current_node: 'e' }]))).toEqual(['circle', 'circle']);
  });

  test('may be an object with the list, or a conversation alone', async () => {
    const conversation = { id: 'x', mapping: { a: node(null, 'Hello') }, current_node: 'a' };
    expect(texts(await read({ conversations: [conversation, { ...conversation, id: 'y' }] }))).toHaveLength(
      2,
    );
    expect(texts(await read(conversation))).toEqual(['Hello']);
  });

  test('that was cut short gives its whole conversations and counts the last one', async () => {
    const conversations = ['x', 'y'].map((id) => ({ id, mapping: { a: node(null, `Hello ${id}`) } }));
    const reading = await read(JSON.stringify(conversations).slice(0, -20));
    expect(texts(reading)).toEqual(['Hello x']);
    expect(reading.skipped).toEqual({ 'broken-conversation': 1 });
  });

  test('counts a message of an unknown shape and goes on', async () => {
    const broken = { ...node('a', ''), message: { author: 7 } };
    const mapping = { a: node(null, 'Hello'), b: broken, c: node('b', 'Still there?') };
    const reading = await read([{ id: 'x', mapping, current_node: 'c' }]);
    expect(texts(reading)).toEqual(['Hello', 'Still there?']);
    expect(reading.skipped).toEqual({ 'unknown-shape': 1 });
  });

  test('with a conversation of many megabytes gives it in several batches', async () => {
    const mapping: Record<string, object> = {};
    for (let index = 0; index < 3_000; index += 1) {
      mapping[`n${index}`] = node(index === 0 ? null : `n${index - 1}`, `${index} ${'word '.repeat(700)}`);
    }
    const { parts, facts, batches } = await read([{ id: 'x', mapping, current_node: 'n2999' }]);
    expect(parts).toHaveLength(3_000);
    expect(batches.length).toBeGreaterThan(10);
    expect(facts.map(({ revision }) => revision?.complete)).toEqual([
      ...facts.slice(1).map(() => false),
      true,
    ]);
    // Each batch says whose revision its parts are.
    expect(batches.filter((batch) => batch.parts.length > 0 && batch.conversations.length === 0)).toEqual([]);
  });

  test('gives each conversation the path to its current node and no text of another, in blocks of any size', async () => {
    const tree = fc
      .array(fc.record({ up: fc.nat(), text: fc.string({ minLength: 1, unit: 'binary' }) }), {
        minLength: 1,
        maxLength: 8,
      })
      .chain((nodes) => fc.record({ nodes: fc.constant(nodes), current: fc.nat(nodes.length - 1) }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(tree, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 64, max: 999 }),
        async (trees, block) => {
          const parentOf = (index: number, up: number): number => (index === 0 ? -1 : up % index);
          const document = trees.map(({ nodes, current }, conversation) => ({
            id: `c${conversation}`,
            current_node: `n${current}`,
            mapping: Object.fromEntries(
              nodes.map(({ up, text }, index) => {
                const parent = parentOf(index, up);
                return [
                  `n${index}`,
                  node(parent < 0 ? null : `n${parent}`, `${conversation}.${index} ${text}`),
                ];
              }),
            ),
          }));
          const expected = trees.flatMap(({ nodes, current }, conversation) => {
            const path: string[] = [];
            for (let at = current; at >= 0; at = parentOf(at, nodes[at]?.up ?? 0))
              path.unshift(`${conversation}.${at}`);
            return path.map((name) => [`c${conversation}`, name]);
          });
          const reading = await read(document, block);
          expect(reading.parts.map(({ conversation, text }) => [conversation, text.split(' ')[0]])).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});
