import { describe, expect, test } from 'vitest';
import { applicationMenu } from '../../../../../electron/main/desktop/application-menu.ts';

const commands = { navigate: () => undefined, addFolder: () => undefined, showLog: () => undefined };

function roles(platform: NodeJS.Platform): string[] {
  return JSON.stringify(applicationMenu(platform, commands)).match(/(?<="role":")\w+/g) ?? [];
}

describe('the application menu', () => {
  test.each(['darwin', 'win32', 'linux'] as const)('has what is standard on %s', (platform) => {
    expect(roles(platform)).toEqual(
      expect.arrayContaining(['editMenu', 'close', 'quit', 'zoomIn', 'togglefullscreen', 'windowMenu']),
    );
  });

  test('begins with the app’s own menu on macOS only', () => {
    expect(roles('darwin')[0]).toBe('appMenu');
    expect(roles('linux')).not.toContain('appMenu');
  });

  test('has no shortcut twice', () => {
    for (const platform of ['darwin', 'linux'] as const) {
      const text = JSON.stringify(applicationMenu(platform, commands));
      const accelerators = text.match(/(?<="accelerator":")[^"]+/g) ?? [];
      expect(new Set(accelerators).size).toBe(accelerators.length);
    }
  });

  test('adds a folder', () => {
    let added = 0;
    const menu = applicationMenu('linux', { ...commands, addFolder: () => (added += 1) });
    const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    (items.find(({ label }) => label === 'Add Folder…')?.click as (() => void) | undefined)?.();
    expect(added).toBe(1);
  });

  test('leads to the views', () => {
    const seen: string[] = [];
    const menu = applicationMenu('linux', { ...commands, navigate: (view) => seen.push(view) });
    for (const { submenu } of menu) {
      for (const item of Array.isArray(submenu) ? submenu : []) {
        // Only entries of ours have a click, and it takes no argument.
        (item.click as (() => void) | undefined)?.();
      }
    }
    expect(seen.toSorted()).toEqual(['overview', 'search', 'settings', 'sources']);
  });
});
