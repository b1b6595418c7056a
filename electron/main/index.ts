/**
 * Desktop entry: puts the app together on Electron's means. Everything that needs Electron is in desktop/.
 */
import { join, resolve } from 'node:path';
import { app, crashReporter, dialog, Menu } from 'electron';
import { startApplication, type Application } from './application/application.ts';
import { registerAppScheme, serveRenderer } from './desktop/app-protocol.ts';
import { applicationMenu } from './desktop/application-menu.ts';
import { dropVoyageKey } from './desktop/clean-environment.ts';
import { DesktopApp } from './desktop/desktop-app.ts';
import { createDesktopMeans } from './desktop/desktop-means.ts';
import { createDesktopServices } from './desktop/desktop-services.ts';
import { createSettingsFile } from './desktop/settings-file.ts';
import { bridgeArgument, handleRequests } from './desktop/ipc.ts';
import { parseLaunch, type Launch } from './desktop/launch.ts';
import { startedAtLogin } from './desktop/login-item.ts';
import { lockDown } from './desktop/lock-down.ts';
import { openLog } from './desktop/log.ts';
import { MainWindow } from './desktop/main-window.ts';
import { Notifications } from './desktop/notifications.ts';
import { appPaths } from './desktop/paths.ts';
import { watchPower } from './desktop/power.ts';
import { holdSingleInstance } from './desktop/single-instance.ts';
import { AppTray } from './desktop/tray.ts';
import { openWindowState } from './desktop/window-state-file.ts';
import { AgentServer } from './mcp/agent-server.ts';
import { createAppEndpoint } from './mcp/app-endpoint.ts';
import { setLibraryAside } from './library/set-aside.ts';
import { openEngine } from './open-engine.ts';
import { KeptSettings } from './settings/kept-settings.ts';
import { takeQdrantEnvironment } from './settings/qdrant-environment.ts';
import { parseOverrides } from './settings/settings.ts';

/** The app's name to the system, as in packaging/package.mjs. */
const APP_ID = 'app.recollect.desktop';

app.setName('Recollect');
// Windows shows notifications only of apps that it knows by this name, which the installer gives the shortcut.
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
useDataDirectory(process.env.RECOLLECT_DATA_DIR);

// Before the first process is started that would inherit them.
const { startAgainWith, note } = dropVoyageKey(process.env, process.argv.slice(1));
const qdrant = takeQdrantEnvironment(process.env);

const early: Launch[] = [];
let desktop: DesktopApp | undefined;
if (startAgainWith) startAgain(startAgainWith);
else begin();

/** Ends this process for one with these arguments and the present environment. */
function startAgain(args: readonly string[]): void {
  // An AppImage's own path is gone when it ends.
  const { APPIMAGE: execPath } = process.env;
  app.relaunch({ args: [...args], ...(execPath === undefined ? {} : { execPath }) });
  app.exit(0);
}

function begin(): void {
  // Dumps stay on this machine, in the data folder.
  crashReporter.start({ uploadToServer: false });
  registerAppScheme();
  const only = holdSingleInstance((launch) => {
    if (desktop) desktop.launched(launch);
    else early.push(launch);
  });
  // Never awaited at the top level: Electron is ready only after this module was evaluated.
  if (only) app.whenReady().then(start, fail).catch(fail);
  else app.quit();
}

function start(): void {
  const dataDirectory = app.getPath('userData');
  const paths = appPaths();
  const log = openLog(dataDirectory);
  const state = openWindowState(dataDirectory, log);
  const means = createDesktopMeans(paths, dataDirectory, log);
  const services = createDesktopServices({ log: log.path, dataDirectory }, () => agents.access());
  const settings = new KeptSettings(createSettingsFile(dataDirectory), {
    overrides: parseOverrides(qdrant),
  });
  const report = (what: string, error: unknown): void =>
    log.error(`${what}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  lockDown();
  serveRenderer(paths.renderer);
  const application = startApplication({
    host: { kind: 'desktop', version: app.getVersion(), dataDirectory },
    services,
    settings,
    openEngine: (settings) => openEngine(means, settings),
    setLibraryAside: () => setLibraryAside(means.dataDirectory, means.libraryThread),
    runSettings: () => settings.run(),
    sampleFolder: paths.sample,
    report,
  });
  const agents = openAgentServer({ application, settings, dataDirectory, report });
  handleRequests(application.dispatch);
  const window = new MainWindow({
    preload: paths.preload,
    icon: join(paths.icons, 'icon.png'),
    bounds: state,
    title: app.getName(),
    arguments: [bridgeArgument()],
    onClosed: () => desktop?.windowClosed(),
    onPageGone: (reason) => log.error(`The window's page has gone: ${reason}`),
  });
  const tray = new AppTray({
    icons: paths.icons,
    platform: process.platform,
    onCommand: (command) => desktop?.trayCommand(command),
  });
  const running = new DesktopApp({
    application,
    agents,
    window,
    tray,
    log,
    chooseFolders: () => services.chooseFolders(),
    notifications: new Notifications({
      hints: state,
      watched: () => window.focused,
      onClick: () => desktop?.open(),
    }),
  });
  desktop = running;
  // Without a listener Electron quits when the last window is closed.
  app.on('window-all-closed', () => undefined);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      applicationMenu(process.platform, {
        navigate: (view) => running.open(view),
        addFolder: () => running.addFolder(),
        showLog: () => void services.showLog(),
      }),
    ),
  );
  watchPower({
    suspend: () => application.suspend(),
    resume: () => application.wake(),
    power: (power) => application.power(power),
  });
  log.info(
    `Recollect ${app.getVersion()} started on ${process.platform}, Electron ${process.versions.electron}`,
  );
  if (note !== null) log.warn(note);
  const launch = parseLaunch(process.argv, app.isPackaged, process.cwd());
  running.launched({ ...launch, hidden: launch.hidden || startedAtLogin() });
  for (const later of early.splice(0)) running.launched(later);
}

/** The endpoint for agents, at a port of its own. */
function openAgentServer(parts: {
  readonly application: Application;
  readonly settings: KeptSettings;
  readonly dataDirectory: string;
  readonly report: (what: string, error: unknown) => void;
}): AgentServer {
  const { application, settings, dataDirectory, report } = parts;
  const endpoint = createAppEndpoint({
    dataDirectory,
    version: app.getVersion(),
    settings,
    recall: () => application.recall(),
    report,
  });
  return new AgentServer({ dataDirectory, settings, endpoint, report });
}

/** The data folder that the command line uses too; what Chromium keeps for itself has a folder of its own in it. */
function useDataDirectory(chosen: string | undefined): void {
  if (chosen !== undefined && chosen !== '') app.setPath('userData', resolve(chosen));
  app.setPath('sessionData', join(app.getPath('userData'), 'browser'));
}

/** Who started it from an icon sees no terminal: a box says it too. */
function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Recollect could not start: ${reason}\n`);
  dialog.showErrorBox(
    'Recollect could not start',
    `${reason}\n\nThe log in ${app.getPath('userData')} may say more.`,
  );
  app.exit(1);
}
