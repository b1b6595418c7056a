/**
 * Gives up root's right to read everything for a while, so that the system itself refuses what an ordinary user may
 * not read. On Linux, where all threads of a process change their user together.
 */

/** The user that nothing belongs to: `nobody`. */
const NOBODY = 65_534;

/** Whether permissions can be tested here: by an ordinary user, or by root who can be one for a while. */
export const permissionsHold =
  process.platform === 'linux' || (process.platform !== 'win32' && process.getuid?.() !== 0);

/** An ordinary user until it goes out of scope. */
export class OrdinaryUser implements Disposable {
  constructor() {
    if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
  }

  [Symbol.dispose](): void {
    if (process.getuid?.() === 0) process.seteuid?.(0);
  }
}
