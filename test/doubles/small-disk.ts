/**
 * A disk of a few MB, to fill it or to make it read-only: a file system in memory that is mounted for a test.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether disks can be mounted here: by root, on Linux, where the container allows it. */
export async function canMount(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    await using _disk = await SmallDisk.mount(1);
    return true;
  } catch {
    return false;
  }
}

/** A mounted disk, which goes when it goes out of scope. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async mount(megabytes: number): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'recollect-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
    } catch (error) {
      await rm(path, { recursive: true });
      throw error;
    }
    return new SmallDisk(path);
  }

  async resize(megabytes: number): Promise<void> {
    await run('mount', ['-o', `remount,size=${megabytes}m`, this.path]);
  }

  /** Fills it with a file of zeros but for `leave` MB. */
  async fill(leave: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.path);
    await writeFile(join(this.path, 'filling'), Buffer.alloc(bavail * bsize - leave * 2 ** 20));
  }

  async allowWriting(allowed: boolean): Promise<void> {
    await run('mount', ['-o', `remount,${allowed ? 'rw' : 'ro'}`, this.path]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('umount', ['-l', this.path]);
    await rm(this.path, { recursive: true, force: true });
  }
}
