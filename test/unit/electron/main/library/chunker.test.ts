import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packChunks, type PackablePart } from '../../../../../electron/main/library/chunker.ts';
import { CHUNK_LIMITS } from '../../../../../electron/shared/chunking/limits.ts';
import { splitIntoPieces } from '../../../../../electron/shared/chunking/split-into-pieces.ts';
import type { Role } from '../../../../../electron/shared/conversation.ts';

const count = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;
const part = (messageId: number, role: Role, text: string): PackablePart => ({
  messageId,
  role,
  text,
  pieces: splitIntoPieces(text, count, CHUNK_LIMITS),
  startsMessage: true,
});
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

const conversation = fc
  .array(
    fc.record({
      role: fc.constantFrom<Role>('user', 'assistant', 'summary'),
      length: fc.integer({ min: 1, max: 400 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((messages) =>
    messages.map(({ role, length }, id) =>
      part(id, role, Array.from({ length }, (_, word) => `w${id}_${word}`).join(' ')),
    ),
  );

describe('chunks', () => {
  test('together give back all words, in order, none over the window', () => {
    fc.assert(
      fc.property(conversation, (parts) => {
        const chunks = packChunks(parts);
        expect(chunks.flatMap((chunk) => words(chunk.text))).toEqual(
          parts.flatMap((each) => words(each.text)),
        );
        for (const chunk of chunks) {
          expect(chunk.tokens).toBeLessThanOrEqual(CHUNK_LIMITS.maximum);
          expect(chunk.spans.at(-1)?.end).toBe(chunk.text.length);
        }
      }),
    );
  });

  test('of a conversation that grew are the same from any chunk on that starts a message', () => {
    fc.assert(
      fc.property(conversation, (parts) => {
        const whole = packChunks(parts);
        for (const [index, chunk] of whole.entries()) {
          const first = chunk.spans[0]?.messageId;
          if (!chunk.startsMessage || first === undefined) continue;
          expect(packChunks(parts.slice(first))).toEqual(whole.slice(index));
        }
      }),
    );
  });

  test('keep a question and its short answer together, and begin anew with the next question', () => {
    const text = (start: string): string => `${start} ${'word '.repeat(49).trim()}`;
    const chunks = packChunks([
      part(1, 'user', text('question')),
      part(2, 'assistant', text('answer')),
      part(3, 'user', text('next')),
    ]);
    expect(chunks.map((chunk) => chunk.spans.map((span) => span.messageId))).toEqual([[1, 2], [3]]);
  });

  test("don't mix a machine's summary with what was said", () => {
    const chunks = packChunks([part(1, 'summary', 'what was said before'), part(2, 'user', 'go on')]);
    expect(chunks).toHaveLength(2);
  });
});
