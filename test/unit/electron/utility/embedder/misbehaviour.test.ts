import { describe, expect, test } from 'vitest';
import type { EmbedderReply } from '../../../../../electron/shared/embedder-protocol.ts';
import { createMisbehaviour } from '../../../../../electron/utility/embedder/misbehaviour.ts';

/** What goes out for the answer to one batch. */
function sent(rules: string, generation: number, texts: readonly string[] = ['a', 'b']): unknown[] {
  const misbehaviour = createMisbehaviour(rules, generation);
  const messages: unknown[] = [];
  misbehaviour.onRequest({ type: 'embed', generation, batch: 7, kind: 'document', texts });
  const reply: EmbedderReply = {
    type: 'embedded',
    generation,
    batch: 7,
    vectors: Float32Array.of(1, 1),
    tokens: 2,
    rssMb: 150,
  };
  misbehaviour.post(reply, (message) => messages.push(message));
  return messages;
}

describe('rules of misbehaviour', () => {
  test('apply to the generation they name', () => {
    expect(sent('twice@2', 2)).toHaveLength(2);
    expect(sent('twice@2', 3)).toHaveLength(1);
  });

  test('apply from the batch they name', () => {
    expect(sent('twice#2', 1)).toHaveLength(1);
    expect(sent('twice#1', 1)).toHaveLength(2);
  });

  test('apply to the text they name', () => {
    expect(sent('too-few-rows~bb', 1, ['a', 'bb'])).toMatchObject([{ vectors: Float32Array.of(1) }]);
    expect(sent('too-few-rows~bb', 1, ['a', 'b'])).toMatchObject([{ vectors: Float32Array.of(1, 1) }]);
  });

  test('leave a process well when there are none', () => {
    expect(sent('', 1)).toMatchObject([{ batch: 7, rssMb: 150 }]);
  });

  test('are refused when they are unknown', () => {
    expect(() => createMisbehaviour('sulk', 1)).toThrow('sulk');
  });
});
