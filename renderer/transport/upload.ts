/**
 * Uploads what was dropped on the page to the web host, file by file.
 */
import {
  MODIFIED_HEADER,
  TOKEN_HEADER,
  UPLOAD_PATH,
  uploadAnswerSchema,
} from '../../electron/shared/contract/web-socket.ts';
import { RecollectError } from '../../electron/shared/errors.ts';

/** A file with its path within what was dropped: `projects/api/session.jsonl`. */
export interface UploadFile {
  readonly path: string;
  readonly file: File;
}

/** Files under way at once. */
const CONCURRENCY = 4;

/**
 * Uploads files as one batch and gives the folder that they are in on the host's disk, to be added as a source.
 * `progress` hears of every file that has arrived.
 *
 * @throws RecollectError with the host's sentence; the files that arrived before stay.
 */
export async function upload(
  files: readonly UploadFile[],
  token: string,
  signal: AbortSignal,
  progress: (done: number) => void = () => undefined,
): Promise<string> {
  const batch = await batchName(files);
  const waiting = files.values();
  let folder = '';
  let done = 0;
  const work = async (): Promise<void> => {
    for (const file of waiting) {
      folder = await put(batch, file, token, signal);
      done += 1;
      progress(done);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return folder;
}

/**
 * The name of a batch: the same for the same files, so that what is dropped twice is one source. It is told from paths,
 * sizes and times, as it is on the disk.
 */
export async function batchName(files: readonly UploadFile[]): Promise<string> {
  const lines = files.map(({ path, file }) => JSON.stringify([path, file.size, file.lastModified]));
  const bytes = new TextEncoder().encode(lines.sort().join('\n'));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}

async function put(
  batch: string,
  { path, file }: UploadFile,
  token: string,
  signal: AbortSignal,
): Promise<string> {
  const address = `${UPLOAD_PATH}${batch}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const response = await fetch(address, {
    method: 'PUT',
    body: file,
    signal,
    headers: { [TOKEN_HEADER]: token, [MODIFIED_HEADER]: String(file.lastModified) },
  });
  const answer = uploadAnswerSchema.safeParse(await response.json().catch(() => null));
  if (!answer.success)
    throw new RecollectError('upload-refused', `${path} was not taken (${response.status}).`);
  if (!answer.data.ok) throw new RecollectError(answer.data.error.code, answer.data.error.message);
  return answer.data.value.folder;
}
