import { expect, test } from 'vitest';
import { formOf, serverOf } from '../../../../../../renderer/features/settings/qdrant/server-form.ts';

test.each([
  [' https://a.example:6333 ', 'https://a.example:6333'],
  ['a.example', 'https://a.example'],
  ['localhost:6333', 'http://localhost:6333'],
  ['http://a.example, b.example,', 'http://a.example,https://b.example'],
  ['', ''],
])('an address of %j means %j: nothing goes unencrypted that was not asked for', (typed, url) => {
  expect(serverOf({ ...formOf(null), url: typed }).settings.url).toBe(url);
});

test('what is left empty is not sent: the kept key and the machine’s own name hold', () => {
  const { settings, ...rest } = serverOf({ ...formOf(null), url: 'localhost', machine: ' ', key: '' });
  expect(settings).not.toHaveProperty('machine');
  expect(rest).toEqual({});
  expect(serverOf({ ...formOf(null), url: 'localhost', key: ' secret ' }).key).toBe('secret');
});
