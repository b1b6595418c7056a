/**
 * The application menu with each platform's standard shortcuts.
 */
import type { MenuItemConstructorOptions } from 'electron';

/** What the menu asks of the app. */
export interface MenuCommands {
  readonly navigate: (view: 'overview' | 'search' | 'sources' | 'settings') => void;
  readonly addFolder: () => void;
  readonly showLog: () => void;
}

/** The menu of a platform. */
export function applicationMenu(
  platform: NodeJS.Platform,
  { navigate, addFolder, showLog }: MenuCommands,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => navigate('settings'),
  };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  return [
    ...(mac ? [appMenu] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Add Folder…', accelerator: 'CmdOrCtrl+O', click: addFolder },
        separator,
        ...(mac ? [] : [settings, separator]),
        { role: 'close' },
        ...(mac ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { label: 'Overview', accelerator: 'CmdOrCtrl+1', click: () => navigate('overview') },
        { label: 'Search', accelerator: 'CmdOrCtrl+2', click: () => navigate('search') },
        { label: 'Sources', accelerator: 'CmdOrCtrl+3', click: () => navigate('sources') },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Show Log', click: showLog }] },
  ];
}
