/**
 * Finds a port to listen at.
 */
import type { Server } from 'node:http';
import { RecollectError } from '../../electron/shared/errors.ts';
import { LOOPBACK } from './guard.ts';

/** Where the web host listens unless another port is asked for. */
export const DEFAULT_PORT = 4757;

/** Ports that are tried one after the other. */
const TRIED = 20;

/**
 * Listens at `port`, or where none is asked for at the default one or the next that is free; 0 takes any. Resolves
 * with the port.
 *
 * @throws RecollectError `port-in-use` or `usage`, with what to do.
 */
export async function listen(server: Server, port: number | undefined): Promise<number> {
  const ports = port === undefined ? Array.from({ length: TRIED }, (_, step) => DEFAULT_PORT + step) : [port];
  for (const candidate of ports) {
    const code = await tryPort(server, candidate);
    if (code === undefined) {
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    }
    if (code === 'EACCES') {
      throw new RecollectError(
        'usage',
        `Port ${candidate} may not be used here. Choose one above 1023 with --port.`,
      );
    }
    if (code !== 'EADDRINUSE')
      throw new RecollectError('usage', `Port ${candidate} can't be used (${code}).`);
  }
  throw new RecollectError(
    'port-in-use',
    port === undefined
      ? `All ports from ${DEFAULT_PORT} to ${DEFAULT_PORT + TRIED - 1} are in use. Choose another with --port.`
      : `Port ${port} is in use. Choose another with --port, or leave it out to take the next free one.`,
  );
}

/** Resolves with undefined when the server listens, or with the system's code of what kept it from that. */
function tryPort(server: Server, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening);
      resolve(error.code ?? error.message);
    };
    const listening = (): void => {
      server.off('error', failed);
      resolve(undefined);
    };
    server.once('error', failed).once('listening', listening).listen(port, LOOPBACK);
  });
}
