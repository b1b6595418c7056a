/**
 * The app over the data folder of a Voyage world, asked as a window asks it.
 */
import { startApplication, type Application } from '../../../electron/main/application/application.ts';
import { KeptSettings } from '../../../electron/main/settings/kept-settings.ts';
import { composeEngine } from '../../../headless/compose.ts';
import { sampleFolder } from '../../../headless/paths.ts';
import { createSettingsFile } from '../../../headless/settings-file.ts';
import { createWebServices } from '../../../headless/web/web-services.ts';
import type { VoyageWorld } from './world.ts';

/** An app that runs, and a window of it. */
export class VoyageWindow implements AsyncDisposable {
  readonly application: Application;
  /** What went wrong and was reported. */
  readonly reported: unknown[] = [];

  constructor(world: VoyageWorld) {
    this.application = startApplication({
      host: { kind: 'web', version: '0.0.0', dataDirectory: world.data },
      services: createWebServices(world.data, () => null),
      settings: new KeptSettings(createSettingsFile(world.data)),
      setLibraryAside: () => Promise.resolve(''),
      openEngine: (run) => composeEngine(world.host(run)),
      sampleFolder,
      report: (_what, error) => this.reported.push(error),
    });
  }

  /** The answer to a request of the contract, as a window gets it. */
  ask(channel: string, input?: unknown): Promise<unknown> {
    const client = { id: 'window', signal: new AbortController().signal, send: () => undefined };
    return this.application.dispatch(channel, input, client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.application.close(2_000);
  }
}
