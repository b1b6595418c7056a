import { expect, test } from 'vitest';
import { archivedConversationSchema } from '../../../../electron/shared/archive.ts';
import { tagSchema } from '../../../../electron/shared/marks.ts';

test.each(['two\nlines', 'red\u001b[31m', 'red\u009b31m', '\u202egnp', 'a\u2028b', ' ', 'x'.repeat(61)])(
  '%j is no tag',
  (tag) => {
    expect(tagSchema.safeParse(tag).success).toBe(false);
  },
);

test('a tag is as it was written, in any language', () => {
  expect(tagSchema.parse(' Töpferei, 陶芸 #1 ')).toBe('Töpferei, 陶芸 #1');
});

test('tags of an archive are such as can be given here', () => {
  const marks = {
    starred: true,
    hidden: false,
    tags: ['clay', 'red\u001b[31m', '\u202e', 'x'.repeat(61), 'a\nb'],
  };
  const line = { conversation: 'one', format: 'text', kind: 'main', marks };
  expect(archivedConversationSchema.parse(line).marks).toEqual({
    starred: true,
    hidden: false,
    tags: ['clay', 'red[31m', 'a b'],
  });
});
