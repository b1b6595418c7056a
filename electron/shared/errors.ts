/**
 * The one error type of the project. A code for programs, a sentence that a user can act on for people.
 */

/** Every way in which something can fail that a user or a script is told about. */
export type ErrorCode =
  | 'cancelled'
  | 'ceiling-too-low'
  | 'child-failed'
  | 'consent-needed'
  | 'copy-damaged'
  | 'desktop-only'
  | 'disk-full'
  | 'embedder-failed'
  | 'export-failed'
  | 'file-changed'
  | 'file-empty'
  | 'file-exists'
  | 'file-is-folder'
  | 'file-not-permitted'
  | 'file-unreadable'
  | 'file-vanished'
  | 'format-unknown'
  | 'internal'
  | 'library-damaged'
  | 'library-in-use'
  | 'library-missing'
  | 'library-newer'
  | 'library-not-writable'
  | 'model-damaged'
  | 'model-missing'
  | 'port-in-use'
  | 'qdrant-away'
  | 'qdrant-failed'
  | 'qdrant-full'
  | 'qdrant-key-refused'
  | 'qdrant-other-index'
  | 'qdrant-read-only'
  | 'qdrant-timeout'
  | 'qdrant-tls'
  | 'qdrant-too-old'
  | 'reader-failed'
  | 'runtime-unsupported'
  | 'settings-invalid'
  | 'settings-not-writable'
  | 'spending-limit'
  | 'symlink-loop'
  | 'text-poisonous'
  | 'upload-refused'
  | 'usage'
  | 'voyage-billing'
  | 'voyage-key-missing'
  | 'voyage-key-refused'
  | 'voyage-malformed'
  | 'voyage-refused'
  | 'voyage-unavailable'
  | 'window-missing'
  | 'zip-damaged'
  | 'zip-encrypted'
  | 'zip-refused';

/** A failure as it travels between processes and into `--json` documents. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** An error with a code and a sentence that says what happened and, where there is one, the way out. */
export class RecollectError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecollectError';
    this.code = code;
  }

  /** The error as plain data. */
  toFailure(): Failure {
    return { code: this.code, message: this.message };
  }
}

/** Turns whatever was thrown into plain data; what isn't ours becomes `internal`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof RecollectError) return thrown.toFailure();
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
