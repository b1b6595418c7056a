import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MASK, maskSecrets } from '../../../../../../electron/main/embedding/voyage/mask-secrets.ts';

/** The texts without their secrets. */
const openTexts = async (texts: readonly string[]): Promise<string[]> =>
  (await maskSecrets(texts)).map(({ text }) => text);

const root = join(import.meta.dirname, '..', '..', '..', '..', '..', '..');

/** Secrets that open nothing, put together here so that no scanner takes this file for a leak. */
const secrets: readonly (readonly [rule: string, text: string, secret: string])[] = [
  ['github', 'export TOKEN=%', ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_')],
  [
    'slack',
    'the bot uses % here',
    ['xoxb', '123456789012', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-'),
  ],
  ['npm', '//registry.npmjs.org/:_authToken=%', ['npm', 'WcR2zzAbCdEfGhIjKlMnOpQrStUvWxYz0123'].join('_')],
  ['basicauth', 'postgres at https://%@db.example.com/', ['mara', 'tomatoes77'].join(':')],
  [
    'privatekey',
    '%',
    [
      '-----BEGIN RSA PRIVATE',
      `KEY-----\n${'MIIEpAIBAAKCAQEA04up8hoqzS1'.repeat(12)}\n-----END RSA PRIVATE`,
      'KEY-----',
    ].join(' '),
  ],
];

/** Code and prose that hold no secret. */
async function innocentTexts(): Promise<string[]> {
  const folders = ['electron', 'renderer', 'headless', 'bench', 'docs'];
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && /\.(tsx?|md|css)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    ),
  );
  return Promise.all(files.flat().map((file) => readFile(file, 'utf8')));
}

describe('masking', () => {
  test.each(secrets)(
    'takes a secret of %s out of a text and leaves the rest',
    async (_rule, text, secret) => {
      const [masked, other] = await maskSecrets([text.replace('%', secret), 'Nothing here.']);
      expect(masked?.text).not.toContain(secret);
      expect(masked?.text).toContain(MASK);
      expect(other).toEqual({ text: 'Nothing here.', masked: {} });
      expect(Object.keys(masked?.masked ?? {}).length).toBeGreaterThan(0);
    },
  );

  test('can’t be switched off by what a text says', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    for (const words of ['secretlint-disable', '// secretlint-disable-line', '<!-- secretlint-disable -->'])
      expect(await openTexts([words, `${token} ${words}`])).toEqual([words, `${MASK} ${words}`]);
  });

  test('counts the secrets of each text by itself', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    const counts = (await maskSecrets([`${token} and ${token}`, 'none', token])).map(({ masked }) => masked);
    expect(counts).toEqual([{ github: 2 }, {}, { github: 1 }]);
  });

  test('keeps each text in its place, however many secrets are in them', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    const texts = await openTexts([`${token} and ${token}`, '', `a ${token}`]);
    expect(texts).toEqual([`${MASK} and ${MASK}`, '', `a ${MASK}`]);
  });

  test('keeps each text in its place where a find goes on over the end of its text', async () => {
    const texts = await openTexts(['//registry.npmjs.org/:_authToken=', 'second', 'third']);
    expect(texts.slice(1)).toEqual(['second', 'third']);
  });

  test('keeps each text in its place where a text holds what stands between texts', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    const texts = await openTexts(['a\n\n\u0000\n\nb', token]);
    expect(texts).toEqual(['a\n\n\u0000\n\nb', MASK]);
  });

  test('leaves what only speaks of the lines around a private key', async () => {
    const name = ['PRIVATE', 'KEY'].join(' ');
    const texts = [
      `grep -r "-----BEGIN ${name}-----" finds them`,
      `it ends with -----END ${name}----- and a line`,
    ];
    expect(await openTexts(texts)).toEqual(texts);
  });

  test('leaves some hundred files of code and prose exactly as they are', async () => {
    const texts = await innocentTexts();
    expect(texts.length).toBeGreaterThan(300);
    const open = await openTexts(texts);
    const changed = texts.filter((text, index) => text !== open[index]);
    expect(changed.map((text) => text.slice(0, 200))).toEqual([]);
  });

  test('leaves hashes, ids, and keys that are only spoken of', async () => {
    const texts = [
      'commit 3f786850e387550fdab836ed7e6dc881de23001b',
      'id 6ba7b810-9dad-11d1-80b4-00c04fd430c8, see GITHUB_TOKEN in the environment',
      'const password = process.env.PASSWORD ?? ask();',
      'sha512-Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zg==',
    ];
    expect(await openTexts(texts)).toEqual(texts);
  });
});

test('leaves nothing in the timeline of the process, which keeps everything for as long as it lives', async () => {
  const before = performance.getEntries().length;
  await maskSecrets(['a text', 'and another']);
  expect(performance.getEntries()).toHaveLength(before);
});
