import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startApplication } from '../../electron/main/application/application.ts';
import { createAppEndpoint } from '../../electron/main/mcp/app-endpoint.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { composeEngine } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { openBrowser } from '../open-browser.ts';
import type { CommonOptions } from '../options.ts';
import { buildScript, programVersion, rendererFolder, sampleFolder } from '../paths.ts';
import type { Terminal } from '../terminal.ts';
import { startWebHost, type WebHost } from '../web/web-host.ts';
import { createWebServices } from '../web/web-services.ts';

const run = promisify(execFile);

/** How long ending may take, in ms. */
const GRACE_MS = 4_000;

/** How the web host is started. */
export interface ServeOptions {
  /** Undefined: the default port, or the next that is free. */
  readonly port: number | undefined;
  /** Open a browser at the address. */
  readonly open: boolean;
}

/** `recollect serve`: the app in a browser on this machine, and background sync, until it is stopped. */
export async function serveCommand(
  serve: ServeOptions,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  await buildWindow(terminal);
  const { dataDirectory, settingsStore } = options;
  const report = (what: string, error: unknown): void =>
    terminal.note(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  let host: WebHost | undefined;
  const application = startApplication({
    host: { kind: 'web', version: programVersion, dataDirectory },
    services: createWebServices(dataDirectory, () => host?.origin ?? null),
    settings: settingsStore,
    runSettings: () => settingsStore.run(),
    openEngine: (settings) =>
      composeEngine({ dataDirectory, settings, onOutput: (text) => terminal.note(text.trimEnd()) }),
    sampleFolder,
    report,
  });
  const agents = createAppEndpoint({
    dataDirectory,
    version: programVersion,
    settings: settingsStore,
    recall: () => application.recall(),
    report,
  });
  try {
    host = await startWebHost({
      application,
      agents,
      rendererFolder,
      dataDirectory,
      port: serve.port,
      report,
    });
    terminal.json({ url: host.url, port: host.port });
    terminal.say(`Recollect is at ${host.url}`);
    if (serve.open) openBrowser(host.url, (message) => terminal.note(message));
    await stopped(signal);
  } finally {
    await host?.close();
    await application.close(GRACE_MS);
  }
  return exitCodes.done;
}

/** Builds the window where this is a checkout and its sources have changed. @throws RecollectError `window-missing`. */
async function buildWindow(terminal: Terminal): Promise<void> {
  if (existsSync(buildScript)) {
    await run(process.execPath, [buildScript]).catch((error: unknown) =>
      terminal.note(error instanceof Error ? error.message : String(error)),
    );
  }
  if (existsSync(join(rendererFolder, 'index.html'))) return;
  throw new RecollectError(
    'window-missing',
    'The window of Recollect is not there. Install Recollect again.',
  );
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
