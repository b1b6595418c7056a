/**
 * One app at a time for a data folder: a second launch hands its paths to the first and ends.
 */
import { app } from 'electron';
import { parseLaunch, type Launch } from './launch.ts';

/** Whether this is the only instance. `onLaunch` hears of every later one, and of files opened from the system. */
export function holdSingleInstance(onLaunch: (launch: Launch) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv, workingDirectory) =>
    onLaunch(parseLaunch(argv, app.isPackaged, workingDirectory)),
  );
  // macOS: dropped on the dock icon, or opened with this app.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    onLaunch({ hidden: false, paths: [path] });
  });
  return true;
}
