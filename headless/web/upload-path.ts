/**
 * Where an uploaded file goes: the browser names it, and nothing that it can name lies outside the folder of uploads.
 */
import { join, relative, isAbsolute } from 'node:path';
import { UPLOAD_PATH } from '../../electron/shared/contract/web-socket.ts';
import { RecollectError } from '../../electron/shared/errors.ts';

/** The longest path within a batch, and of one name in it, in UTF-16 units. */
const LONGEST_PATH = 1_024;
const LONGEST_NAME = 200;

/** Folders within folders. */
const DEEPEST = 32;

const BATCH = /^[A-Za-z0-9-]{8,64}$/;

/** Names that Windows keeps for devices, and letters that it forbids. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const FORBIDDEN = /[\u0000-\u001f<>:"|?*\\/]/;

/** A place for an upload. */
export interface UploadPlace {
  readonly batch: string;
  /** The batch's own folder. */
  readonly folder: string;
  readonly file: string;
}

/**
 * The place of an upload with this address below `root`.
 *
 * @throws RecollectError `upload-refused` for a path that leads, or could lead, elsewhere.
 */
export function uploadPlace(root: string, address: string): UploadPlace {
  const encoded = address.slice(UPLOAD_PATH.length).split('/');
  const [batch = '', ...names] = encoded.map(decode);
  if (!BATCH.test(batch)) throw refused('the batch has no proper name');
  if (names.length === 0 || names.length > DEEPEST) throw refused('it has no name, or lies too deep');
  if (names.join('/').length > LONGEST_PATH) throw refused('its path is too long');
  for (const name of names) {
    const strange = name === '' || name === '.' || name === '..' || /[. ]$/.test(name);
    if (strange || name.length > LONGEST_NAME || FORBIDDEN.test(name) || DEVICE.test(name)) {
      throw refused(`"${name.slice(0, 80)}" is no name for it`);
    }
  }
  const folder = join(root, batch);
  const file = join(folder, ...names);
  const way = relative(folder, file);
  if (way.startsWith('..') || isAbsolute(way)) throw refused('it would leave the folder of uploads');
  return { batch, folder, file };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refused('its address is not well-formed');
  }
}

function refused(why: string): RecollectError {
  return new RecollectError('upload-refused', `A file was not taken: ${why}.`);
}
