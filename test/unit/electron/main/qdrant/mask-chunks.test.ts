import { expect, test } from 'vitest';
import type { UnsentChunk } from '../../../../../electron/main/library/remote-backlog.ts';
import { maskChunks } from '../../../../../electron/main/qdrant/mask-chunks.ts';
import { conversationRowId, textId } from '../../../../../electron/shared/ids.ts';

// In two parts, so that no scanner takes it for a real one.
const SECRET = ['ghp_', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('');

function chunk(...said: string[]): UnsentChunk {
  let end = 0;
  return {
    ...{ point: new Uint8Array(16), conversationId: conversationRowId(1), textId: textId(1) },
    ...{ conversation: 'text:a', title: null, project: null, source: 'text', startedAt: null },
    ...{ earliest: null, latest: null, ordinal: 0, path: null, vector: new Float32Array(4) },
    words: { indices: [1], values: [1] },
    text: said.join(''),
    spans: said.map((text, at) => {
      end += text.length;
      return { message: `m${at}`, role: 'user', time: null, end };
    }),
  };
}

test('a secret is masked where it stands, and what stands behind it keeps its speaker', async () => {
  const innocent = chunk('nothing secret');
  const [first, second] = await maskChunks(
    [chunk(`the token is ${SECRET} `, 'thank you'), innocent],
    (texts) => Promise.resolve(texts.map((text) => ({ indices: [text.length], values: [2] }))),
  );
  expect(first?.text).toBe('the token is [secret] thank you');
  expect(first?.spans.map(({ end }) => first.text.slice(0, end))).toEqual([
    'the token is [secret] ',
    'the token is [secret] thank you',
  ]);
  expect(first?.words).toEqual({ indices: [31], values: [2] });
  expect(second).toBe(innocent);
});
