import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { privateKeyStretches } from '../../../../../../electron/main/embedding/voyage/private-key-stretches.ts';

/** How a PKCS#1 key of 2048 bits begins: a sequence, version 0, and a modulus of 257 bytes (RFC 8017, A.1.2). */
const PKCS1_HEAD = Buffer.from('MIIEpAIBAAKCAQEA', 'base64');

/** As long as a key is, and as random, but the same in each run. */
function keyBytes(key: number): Buffer {
  const blocks = Array.from({ length: 37 }, (_, at) => createHash('sha256').update(`${key} ${at}`).digest());
  return Buffer.concat([PKCS1_HEAD, ...blocks]);
}

function pemOf(key: Buffer, label = 'RSA PRIVATE KEY', head = ''): string {
  const lines = key.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${head}${lines.join('\n')}\n-----END ${label}-----\n`;
}

const pkcs1 = pemOf(keyBytes(0));
const encrypted = pemOf(
  keyBytes(1),
  'RSA PRIVATE KEY',
  'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,65F39B6D8C4C16B9E46FD0B1A3B2A2D0\n\n',
);
/** Of Ed25519 (RFC 8410). */
const short = pemOf(
  Buffer.concat([Buffer.from('MC4CAQAwBQYDK2VwBCIEIA==', 'base64'), keyBytes(2).subarray(12, 44)]),
  'PRIVATE KEY',
);
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

  test('the bytes of the key do not matter', () => {
    for (let key = 0; key < 200; key += 1) {
      for (const chunk of cutInChunks(pemOf(keyBytes(key))))
        expect(open(chunk)).not.toMatch(/[A-Za-z0-9+/]{24}/);
    }
  });

  test('the first line is found beside its mark, however it looks', () => {
    const first = `MIIEpAIBAAKCAQEAMNBVCXZLKJHGFDSAPOIUYTREWQmnbvcxzlkjhgfdsapoiuyt`;
    expect(open(`-----BEGIN RSA PRIVATE KEY-----\n${first}\n`)).not.toContain(first.slice(0, 24));
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
    'https://example.com/Octet/FormData/blob/2d0f0dc371517444ce1f22cdde13f51995d0953a/lib/FormData2',
    'at /home/mara/code/TideTracker/src/main/java/com/Example/TideService2/Impl in it',
    '"integrity": "sha512-+gJUBmXOvHVsWZBXqbS4dnIXHLaFVUuBvqUxbMs3pQdMEL2vNPIyhr1ZqkN/vhLTzGiCyUEbH+Nq8GFtnmC9xw=="',
    '',
  ])('leaves what is none: %s', (text) => {
    expect(privateKeyStretches(text)).toEqual([]);
  });

  test('leaves the names that stand beside a key', () => {
    const text = `const signingCertificate = readCertificate(\n'${pkcs1.split('\n')[5] ?? ''}', firstInvalidatedBy);`;
    const left = open(text);
    expect(left).not.toContain(pkcs1.split('\n')[5]);
    expect(left).toMatch(/^const signingCertificate = readCertificate\(\n'#', firstInvalidatedBy\);$/);
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
