/**
 * Makes an installer of the desktop app for this machine's platform: npm --prefix packaging run package [-- --dir]
 *
 *   --dir                 only the unpacked app, no installer
 *   ELECTRON_OVERRIDE_DIST_PATH   an Electron to package instead of the one that is downloaded
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, Platform } from 'electron-builder';
import { buildApp } from '../scripts/build.mjs';
import { fuses } from './fuses.mjs';
import { stageApp } from './stage.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const app = join(root, 'dist', 'package', 'app');
const { platform, arch } = process;
const electronDist = process.env.ELECTRON_OVERRIDE_DIST_PATH;

await buildApp({ release: true });
await stageApp({ root, folder: app, platform, arch });
const made = await build({
  targets: Platform.current().createTarget(process.argv.includes('--dir') ? 'dir' : undefined),
  publish: 'never',
  projectDir: app,
  config: {
    appId: 'app.recollect.desktop',
    productName: 'Recollect',
    electronVersion: await electronVersion(),
    ...(electronDist ? { electronDist } : {}),
    directories: {
      output: join(root, 'dist', 'package', 'out'),
      buildResources: join(root, 'resources', 'icons'),
    },
    npmRebuild: false,
    asar: true,
    // Native code is loaded from files of its own.
    asarUnpack: ['node_modules/onnxruntime-node/bin/**'],
    extraResources: ['icons', 'models', 'sample'].map((name) => ({
      from: join(root, 'resources', name),
      to: name,
    })),
    electronFuses: fuses,
    fileAssociations: [],
    mac: {
      category: 'public.app-category.productivity',
      target: ['dmg'],
      icon: join(root, 'resources', 'icons', 'icon.png'),
    },
    win: { target: ['nsis'], icon: join(root, 'resources', 'icons', 'icon.png') },
    linux: {
      target: ['AppImage'],
      category: 'Utility',
      icon: join(root, 'resources', 'icons', 'icon.png'),
      executableName: 'recollect',
    },
  },
});
process.stdout.write(`${made.length > 0 ? made.join('\n') : join(root, 'dist', 'package', 'out')}\n`);

/** The version of Electron that is packaged: the app's own, or that of the folder given. */
async function electronVersion() {
  if (electronDist) return (await readFile(join(electronDist, 'version'), 'utf8')).trim().replace(/^v/, '');
  const text = await readFile(join(root, 'node_modules', 'electron', 'package.json'), 'utf8');
  return JSON.parse(text).version;
}
