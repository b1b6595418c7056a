import { describe, expect, test } from 'vitest';
import { distributionOf, linuxHomes, parseDistributions } from '../../../../../electron/main/sources/wsl.ts';

describe('the Linux systems in a Windows', () => {
  test('are what wsl.exe prints in UTF-16, without Docker’s own', () => {
    const printed = Buffer.from(
      '\ufeffUbuntu-24.04\r\ndocker-desktop\r\ndocker-desktop-data\r\nDebian\r\n\r\n',
      'utf16le',
    );
    expect(parseDistributions(printed)).toEqual(['Ubuntu-24.04', 'Debian']);
    expect(parseDistributions(Buffer.alloc(0))).toEqual([]);
  });

  test('are the same in UTF-8, as wsl.exe prints where WSL_UTF8 is set', () => {
    expect(parseDistributions(Buffer.from('Ubuntu-24.04\r\ndocker-desktop\r\nDebian\r\n'))).toEqual([
      'Ubuntu-24.04',
      'Debian',
    ]);
  });

  test.each([
    ['\\\\wsl$\\Debian\\home\\ana\\.claude', 'Debian'],
    ['\\\\wsl.localhost\\Ubuntu-24.04\\root', 'Ubuntu-24.04'],
    ['\\\\WSL.LOCALHOST\\Debian', 'Debian'],
    ['\\\\server\\wsl$\\home', null],
    ['C:\\Users\\ana\\.claude', null],
    ['/home/ana/.claude', null],
  ])('are told by a path: %s', (path, distribution) => {
    expect(distributionOf(path)).toBe(distribution);
  });

  test('have homes that Windows sees', async () => {
    expect(await linuxHomes('Debian', () => Promise.resolve(['ana', 'ben']))).toEqual([
      '\\\\wsl$\\Debian\\root',
      '\\\\wsl$\\Debian\\home\\ana',
      '\\\\wsl$\\Debian\\home\\ben',
    ]);
    expect(await linuxHomes('Debian', () => Promise.reject(new Error('gone')))).toHaveLength(1);
  });
});
