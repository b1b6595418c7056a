/**
 * Entry of the copier process: keeps compressed copies of files, and restores them. One request after the other.
 */
import type { CopierJob, CopierRequest } from '../../shared/copier-protocol.ts';
import { RecollectError, toFailure, type ErrorCode } from '../../shared/errors.ts';
import { parentChannel } from '../channel.ts';
import { keepFile } from './keep-file.ts';
import { restoreFile } from './restore-file.ts';

const systemErrors: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['ENOENT', ['file-vanished', 'The file was deleted or moved before it could be copied.']],
  ['ENOTDIR', ['file-vanished', 'The folder of the file is gone.']],
  ['EACCES', ['file-not-permitted', 'This is not permitted. Change the permissions and try again.']],
  ['EPERM', ['file-not-permitted', 'This is not permitted. Change the permissions and try again.']],
  ['EROFS', ['file-not-permitted', 'This drive can only be read.']],
  ['ENOSPC', ['disk-full', 'The disk is full. Free some space.']],
  ['EDQUOT', ['disk-full', 'Your share of the disk is full. Free some space.']],
] as const);

const channel = parentChannel();
let last: Promise<void> = Promise.resolve();

channel.onMessage((message) => {
  // Main is the only one who can send; its messages are typed, not hostile.
  const request = message as CopierRequest;

  if (request.type === 'exit') process.exit(0);
  last = last.then(() => answer(request));
});

async function answer(request: CopierJob): Promise<void> {
  const { job } = request;
  try {
    if (request.type === 'keep') {
      channel.post({ type: 'kept', job, kept: await keepFile(request) });
    } else {
      await restoreFile(request);
      channel.post({ type: 'restored', job });
    }
  } catch (error) {
    channel.post({ type: 'failed', job, ...toFailure(fromSystemError(error)) });
  }
}

function fromSystemError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = systemErrors.get(code);
  return known ? new RecollectError(known[0], known[1], { cause: error }) : error;
}
