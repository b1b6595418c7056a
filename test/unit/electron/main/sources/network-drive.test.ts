import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { isNetworkDrive } from '../../../../../electron/main/sources/network-drive.ts';

describe('a drive of another machine', () => {
  test.each<[string, NodeJS.Platform, boolean]>([
    ['\\\\server\\share\\chats', 'win32', true],
    ['\\\\wsl.localhost\\Ubuntu\\home\\ana\\.claude\\projects', 'win32', true],
    ['C:\\Users\\ana\\.claude\\projects', 'win32', false],
    ['/Volumes/backup/chats', 'darwin', true],
    ['/Users/ana/.claude/projects', 'darwin', false],
  ])('%s on %s: %s', async (path, platform, remote) => {
    expect(await isNetworkDrive(path, platform)).toBe(remote);
  });

  test.runIf(process.platform === 'linux')('is told by its file system on Linux', async () => {
    expect(await isNetworkDrive(tmpdir())).toBe(false);
    await expect(isNetworkDrive('/nowhere/at/all')).rejects.toThrow('ENOENT');
  });
});
