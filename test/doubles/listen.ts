/**
 * Lets servers of tests listen on free ports of this machine.
 */
import type { Server } from 'node:net';

/** Lets a server listen on a free port of 127.0.0.1; the port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server);
}

/** The port of a server that listens. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}
