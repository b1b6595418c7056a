import { expect, test } from 'vitest';
import { addressFor } from '../../../../../../electron/main/embedding/voyage/api-address.ts';
import { VOYAGE_URL } from '../../../../../../electron/shared/contract/settings.ts';

test('a key of MongoDB Atlas goes to its address, every other to Voyage’s own', () => {
  expect(addressFor('pa-x', VOYAGE_URL)).toBe(VOYAGE_URL);
  expect(addressFor('al-x', VOYAGE_URL)).toBe('https://ai.mongodb.com/v1');
});

test('an address that the user has set holds for every key', () => {
  for (const key of ['pa-x', 'al-x'])
    expect(addressFor(key, 'https://gateway.test/v1')).toBe('https://gateway.test/v1');
});
