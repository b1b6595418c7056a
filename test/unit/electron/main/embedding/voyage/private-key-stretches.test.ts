import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { privateKeyStretches } from '../../../../../../electron/main/embedding/voyage/private-key-stretches.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const pkcs1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString();
const encrypted = rsa
  .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })
  .toString();
const short = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const written: readonly (readonly [how: string, pem: string])[] = [
  ['as a file', pkcs1],
  ['encrypted', encrypted],
  ['in a code fence', `\`\`\`\n${pkcs1}\`\`\``],
  ['in JSON', JSON.stringify({ id: 1, private_key: pkcs1, name: 'c' })],
  ['on one line', pkcs1.replaceAll('\n', '')],
  ['as a short one', short],
];

/** As a message is cut where a chunk is full: after lines, and inside a line that is too long. */
function cutInChunks(message: string): string[] {
  const lines = message.split(/(?<=\n)/);
  const pairs = lines.flatMap((line, at) => (at % 2 === 0 ? [line + (lines[at + 1] ?? '')] : []));
  return pairs.flatMap((pair) => pair.match(/[^]{1,140}/g) ?? []);
}

/** Every 24 neighbours in a line of the key. */
function piecesOf(pem: string): string[] {
  const lines = pem.split('\n').flatMap((line) => /^[A-Za-z0-9+/]{24,}/.exec(line) ?? []);
  return lines.flatMap((line) =>
    Array.from({ length: line.length - 23 }, (_, at) => line.slice(at, at + 24)),
  );
}

function open(text: string): string {
  return privateKeyStretches(text).reduceRight(
    (kept, [from, to]) => `${kept.slice(0, from)}#${kept.slice(to)}`,
    text,
  );
}

describe('parts of a private key', () => {
  test.each(written)('nothing of its lines stays, whole or cut in chunks: %s', (_how, pem) => {
    const message = `Does this look right to you?\n\n${pem}\n\nThanks a lot, for your help with it.`;
    for (const chunks of [[message], cutInChunks(message)]) {
      const left = chunks.map(open).join('\n');
      expect(left).toContain('Does this look right to you?');
      expect(left).toContain('for your help with it.');
      expect(piecesOf(pem).filter((piece) => left.includes(piece))).toEqual([]);
    }
  });

  test.each([
    'grep -r "-----BEGIN PRIVATE KEY-----" finds them.',
    'it ends with -----END PRIVATE KEY----- and a line break',
    'The file begins with -----BEGIN RSA PRIVATE KEY-----\nand then comes base64.',
    'KEY----- is where it was cut',
    'These words have no full stop and are a text of their own',
    '3f786850e387550fdab836ed7e6dc881de23001b\n'.repeat(3),
    'const VeryLongNameOfAClassThatSomebodyWroteIn2024 = 1;',
    'ghp_short AND OTHER 3 words',
    'at /home/mara/code/TideTracker/src/main/java/com/Example/TideService2/Impl in it',
    '"integrity": "sha512-+gJUBmXOvHVsWZBXqbS4dnIXHLaFVUuBvqUxbMs3pQdMEL2vNPIyhr1ZqkN/vhLTzGiCyUEbH+Nq8GFtnmC9xw=="',
    '',
  ])('leaves what is none: %s', (text) => {
    expect(privateKeyStretches(text)).toEqual([]);
  });

  test('goes once through long texts', () => {
    for (const text of [
      'A'.repeat(1e6),
      '-----BEGIN '.repeat(1e5),
      'KEY----- a: '.repeat(1e5),
      '\\n'.repeat(5e5),
    ])
      expect(privateKeyStretches(text)).toEqual([]);
  });
});
