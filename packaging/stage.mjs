/**
 * Lays the app out as it is packaged: bundles, resources, and of the native packages only the target's binaries.
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes `folder` the app of a platform and architecture (Node's names). */
export async function stageApp({ root, folder, platform, arch }) {
  const source = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const modules = join(folder, 'node_modules');
  await rm(folder, { recursive: true, force: true });
  await mkdir(modules, { recursive: true });
  for (const bundle of ['main', 'utility', 'preload', 'renderer']) {
    await cp(join(root, 'dist', bundle), join(folder, 'dist', bundle), { recursive: true });
  }
  const copyModule = (name, filter = () => true) =>
    cp(join(root, 'node_modules', name), join(modules, name), { recursive: true, dereference: true, filter });
  // The package holds the binaries of every platform, 288 MB; one target's are 20 to 30.
  const binaries = join(root, 'node_modules', 'onnxruntime-node', 'bin');
  await copyModule('onnxruntime-node', (path) => {
    const below = path.startsWith(binaries) ? path.slice(binaries.length).split(/[\\/]/).filter(Boolean) : [];
    const [, forPlatform, forArch] = below;
    return (forPlatform ?? platform) === platform && (forArch ?? arch) === arch;
  });
  await copyModule('onnxruntime-common');
  const { name, version, description, license, type, main, dependencies } = source;
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name,
      productName: 'Recollect',
      version,
      description,
      license,
      type,
      main,
      author: 'The Recollect maintainers',
      dependencies: { 'onnxruntime-node': dependencies['onnxruntime-node'] },
    }),
  );
}
