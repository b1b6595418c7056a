/**
 * What is printed to somebody who reads no further, such as `head`.
 */

/**
 * Lets the program go on when what it prints is read no more: its work and its exit code are as they are without.
 * Every other error of its output is thrown as before.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
