/**
 * Finds a port to listen at.
 */
import type { Server } from 'node:http';
import { RecollectError } from '../../shared/errors.ts';

/** Ports that are tried one after the other. */
const TRIED = 20;

/** Where a server wants to listen. */
export interface ListenAt {
  /** An address of this machine, such as 127.0.0.1; 0.0.0.0 for all of them. */
  readonly address: string;
  /** The only port that will do, 0 for any that is free; undefined for `usual` or the next that is free. */
  readonly port: number | undefined;
  readonly usual: number;
}

/**
 * Listens, and resolves with the port.
 *
 * @throws RecollectError `port-in-use` or `usage`, with what to do.
 */
export async function listen(server: Server, { address, port, usual }: ListenAt): Promise<number> {
  const ports = port === undefined ? Array.from({ length: TRIED }, (_, step) => usual + step) : [port];
  for (const candidate of ports) {
    const code = await tryPort(server, address, candidate);
    if (code === undefined) {
      const bound = server.address();
      return typeof bound === 'object' && bound ? bound.port : candidate;
    }
    if (code === 'EACCES') {
      throw new RecollectError(
        'usage',
        `Port ${candidate} may not be used here. Choose one above 1023 with --port.`,
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new RecollectError('usage', `This machine has no address ${address} to listen at.`);
    if (code !== 'EADDRINUSE')
      throw new RecollectError('usage', `Port ${candidate} can't be used (${code}).`);
  }
  throw new RecollectError(
    'port-in-use',
    port === undefined
      ? `All ports from ${usual} to ${usual + TRIED - 1} are in use. Choose another with --port.`
      : `Port ${port} is in use. Choose another with --port, or leave it out to take the next free one.`,
  );
}

/** Resolves with undefined when the server listens, or with the system's code of what kept it from that. */
function tryPort(server: Server, address: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening);
      resolve(error.code ?? error.message);
    };
    const listening = (): void => {
      server.off('error', failed);
      resolve(undefined);
    };
    server.once('error', failed).once('listening', listening).listen(port, address);
  });
}
