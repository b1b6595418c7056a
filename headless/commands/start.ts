import type { ExitCode } from '../exit-codes.ts';
import { hasDisplay } from '../open-browser.ts';
import type { CommonOptions } from '../options.ts';
import { serviceAddress } from '../service-settings.ts';
import type { Terminal } from '../terminal.ts';
import { serveCommand } from './serve.ts';

/**
 * `npm start` where the desktop app can't run: the same app in a browser. The browser is opened for a person who has
 * a screen; for a script the address is one line on stdout.
 */
export function startCommand(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const open = process.stdout.isTTY && hasDisplay();
  const service = serviceAddress({}, process.env);
  return serveCommand({ service, paths: [], open }, options, terminal, signal);
}
