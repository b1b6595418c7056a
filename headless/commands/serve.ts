import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startApplication, type Application } from '../../electron/main/application/application.ts';
import { createAppEndpoint } from '../../electron/main/mcp/app-endpoint.ts';
import { RecollectError, toFailure } from '../../electron/shared/errors.ts';
import { composeEngine, composeSetAside } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { openBrowser } from '../open-browser.ts';
import type { CommonOptions } from '../options.ts';
import { buildScript, programVersion, rendererFolder, sampleFolder } from '../paths.ts';
import { outdatedSettings, type ServiceAddress } from '../service-settings.ts';
import type { Terminal } from '../terminal.ts';
import { startWebHost, type WebHost } from '../web/web-host.ts';
import { createWebServices } from '../web/web-services.ts';

const run = promisify(execFile);

/** How long ending may take, in ms. */
const GRACE_MS = 4_000;

/** How the web host is started. */
export interface ServeOptions {
  readonly service: ServiceAddress;
  /** Folders and files to keep in step from now on. */
  readonly paths: readonly string[];
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
  for (const sentence of outdatedSettings(process.env)) terminal.note(sentence);
  await buildWindow(terminal);
  const { dataDirectory, settingsStore } = options;
  const report = (what: string, error: unknown): void =>
    terminal.pass(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  let host: WebHost | undefined;
  const application = startApplication({
    host: { kind: 'web', version: programVersion, dataDirectory },
    services: createWebServices(dataDirectory, () => host?.origin ?? null),
    settings: settingsStore,
    runSettings: () => settingsStore.run(),
    setLibraryAside: () => composeSetAside(dataDirectory),
    openEngine: (settings) =>
      composeEngine({
        dataDirectory,
        settings,
        voyageKey: options.voyageKey,
        onOutput: (text) => terminal.pass(text),
      }),
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
      version: programVersion,
      service: serve.service,
      report,
    });
    terminal.json({ url: host.url, port: host.port });
    terminal.say(`Recollect is at ${host.url}`);
    await keep(serve.paths, application, terminal);
    if (serve.open) openBrowser(host.url, (message) => terminal.note(message));
    await stopped(signal);
  } finally {
    await host?.close();
    await application.close(GRACE_MS);
  }
  return exitCodes.done;
}

/** Makes paths sources; what can't be one is said and costs only itself. */
async function keep(paths: readonly string[], application: Application, terminal: Terminal): Promise<void> {
  if (paths.length === 0) return;
  try {
    const added = await application.addPaths(paths.map((path) => resolve(path)));
    for (const { path, outcome, message } of added)
      if (outcome === 'refused') terminal.note(`${path} was not added: ${message ?? ''}`);
  } catch (error) {
    terminal.note(toFailure(error).message);
  }
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
