import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseLaunch } from '../../../../../electron/main/desktop/launch.ts';

const HERE = resolve('/work-folder');

describe('what a launch asks for', () => {
  test('nothing: a window', () => {
    expect(parseLaunch(['recollect'], true, HERE)).toEqual({ hidden: false, paths: [] });
  });

  test('paths, made absolute from where it was launched', () => {
    const absolute = resolve('/exports/chats.zip');
    expect(parseLaunch(['recollect', 'notes', absolute], true, HERE).paths).toEqual([
      resolve(HERE, 'notes'),
      absolute,
    ]);
  });

  test('file: URLs are paths, and what only looks like one stays as it is', () => {
    const path = resolve('/exports/my chats.zip');
    expect(parseLaunch(['recollect', pathToFileURL(path).href], true, HERE).paths).toEqual([path]);
    expect(parseLaunch(['recollect', 'file:notes%2'], true, HERE).paths).toHaveLength(1);
  });

  test('the app’s folder is no path where the app is not packaged', () => {
    expect(parseLaunch(['electron', '/checkout', 'notes'], false, HERE).paths).toEqual([
      resolve(HERE, 'notes'),
    ]);
  });

  test('flags are no paths, wherever Chromium puts them', () => {
    const launch = parseLaunch(['recollect', '--no-sandbox', '--hidden', 'notes', '--lang=en'], true, HERE);
    expect(launch).toEqual({ hidden: true, paths: [resolve(HERE, 'notes')] });
  });
});
