import { expect, test } from 'vitest';
import { takeQdrantEnvironment } from '../../../../../electron/main/settings/qdrant-environment.ts';

test('a server comes from the environment, and its key is in there no more', () => {
  const environment = { QDRANT_URL: 'http://a:6333', QDRANT_API_KEY: 'secret', RECOLLECT_MACHINE: 'desk' };
  expect(takeQdrantEnvironment(environment)).toEqual({
    qdrant: 'http://a:6333',
    qdrantKey: 'secret',
    machine: 'desk',
  });
  expect(environment).toEqual({ QDRANT_URL: 'http://a:6333', RECOLLECT_MACHINE: 'desk' });
});
