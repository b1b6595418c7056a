import { describe, expect, test } from 'vitest';
import { linuxHomes, parseDistributions } from '../../../../../electron/main/sources/wsl.ts';

describe('the Linux systems in a Windows', () => {
  test('are what wsl.exe prints in UTF-16, without Docker’s own', () => {
    const printed = Buffer.from(
      '\ufeffUbuntu-24.04\r\ndocker-desktop\r\ndocker-desktop-data\r\nDebian\r\n\r\n',
      'utf16le',
    );
    expect(parseDistributions(printed)).toEqual(['Ubuntu-24.04', 'Debian']);
    expect(parseDistributions(Buffer.alloc(0))).toEqual([]);
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
