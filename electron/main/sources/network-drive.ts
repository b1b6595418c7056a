/**
 * Tells drives of other machines, whose changes the operating system does not report, from those of this one.
 */
import { statfs } from 'node:fs/promises';

/**
 * File systems by the number that Linux' statfs gives them: NFS, SMB, SMB2, CIFS, FUSE (sshfs, rclone), 9P (Windows
 * drives in WSL), AFS, Ceph. https://man7.org/linux/man-pages/man2/statfs.2.html
 */
const REMOTE: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400,
]);

/** Whether `path` lies on another machine's drive, as far as this system tells. */
export async function isNetworkDrive(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  // Windows names them by their machine; macOS mounts them, and plugged-in drives, below /Volumes.
  if (platform === 'win32') return path.startsWith('\\\\');
  if (platform === 'darwin') return path.startsWith('/Volumes/');
  const { type } = await statfs(path);
  return REMOTE.has(type >>> 0);
}
