/** Exit codes of the command line; scripts rely on them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  /** Done, but some files or chunks failed; each is named. */
  partly: 3,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
