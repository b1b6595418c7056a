/**
 * Folders that editors name by URIs.
 */
import { fileURLToPath } from 'node:url';

/** The folder of a `file:` URI; undefined for any other. */
export function folderOfUri(uri: string | undefined): string | undefined {
  try {
    return uri?.startsWith('file:') === true ? fileURLToPath(uri) : undefined;
  } catch {
    // A folder of another machine or system: the text is all that can be said.
    return uri;
  }
}
