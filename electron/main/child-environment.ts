/**
 * The environment of a child process: an allow-list, so that no key, token, proxy or Node option of the owner's
 * reaches a process that parses other people's text.
 */

/** Variables that are passed on. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  // Where a system keeps its native libraries in places of its own (Nix, Guix).
  'LD_LIBRARY_PATH',
];

/** What a child gets of `own`, and `more` besides. */
export function childEnvironment(
  own: Readonly<NodeJS.ProcessEnv>,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  // ONNX Runtime 1.30 otherwise writes a device id and looks up a host for its telemetry.
  const environment: Record<string, string> = { ORT_DISABLE_TELEMETRY: '1' };
  for (const name of PASSED_ON) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...more };
}
