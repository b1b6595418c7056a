/**
 * The app's log: a file in the data folder, kept small; nothing is sent anywhere.
 */
import { join } from 'node:path';
import log from 'electron-log/main.js';

/** Bytes after which a log file becomes `main.old.log`; that one is replaced, so two files are all there is. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Writes lines of the log. */
export interface Log {
  /** Where it is. */
  readonly path: string;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The log in a data folder. Errors that nobody caught are written to it too. */
export function openLog(dataDirectory: string): Log {
  const path = join(dataDirectory, 'logs', 'main.log');
  log.transports.file.resolvePathFn = () => path;
  log.transports.file.maxSize = MAX_BYTES;
  log.transports.console.level = process.env.RECOLLECT_LOG === 'console' ? 'info' : false;
  log.errorHandler.startCatching({ showDialog: false });
  return {
    path,
    info: (message) => log.info(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}
