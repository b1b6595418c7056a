/**
 * A real application behind a real web host, in a folder of its own, and browsers of it over real WebSockets.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket as RawWebSocket } from 'ws';
import { startApplication, type Application } from '../../electron/main/application/application.ts';
import { createAppEndpoint } from '../../electron/main/mcp/app-endpoint.ts';
import { KeptSettings } from '../../electron/main/settings/kept-settings.ts';
import type { Overrides } from '../../electron/main/settings/settings.ts';
import { createClient, type RecollectClient } from '../../electron/shared/contract/client.ts';
import type { SearchOutput } from '../../electron/shared/contract/search.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import { composeSetAside } from '../../headless/compose.ts';
import { sampleFolder } from '../../headless/paths.ts';
import { createSettingsFile } from '../../headless/settings-file.ts';
import { createWebServices } from '../../headless/web/web-services.ts';
import { startWebHost, type WebHost } from '../../headless/web/web-host.ts';
import { connectWebSocket, socketUrl, type WebSocketTransport } from '../../renderer/transport/websocket.ts';
import { testEngine } from './engine.ts';
import { eventually } from './eventually.ts';

/** A browser tab. */
export interface Browser {
  readonly client: RecollectClient;
  readonly transport: WebSocketTransport;
  /** Every snapshot that it was sent. */
  readonly snapshots: readonly Snapshot[];
}

/** An application with its host. */
export class TestHost implements AsyncDisposable {
  readonly folder: string;
  readonly home: string;
  readonly data: string;
  readonly errors: unknown[] = [];
  private readonly browsers: Browser[] = [];
  private running: { application: Application; host: WebHost } | undefined;

  private readonly overrides: Overrides;

  private constructor(folder: string, overrides: Overrides) {
    this.overrides = overrides;
    this.folder = folder;
    this.home = join(folder, 'home');
    this.data = join(folder, 'data');
  }

  /** `overrides`: what flags and the environment would say. */
  static async start(overrides: Overrides = { settings: {} }): Promise<TestHost> {
    const test = new TestHost(await mkdtemp(join(tmpdir(), 'recollect-host-')), overrides);
    await mkdir(test.home);
    await test.open();
    return test;
  }

  get application(): Application {
    return this.get().application;
  }

  get host(): WebHost {
    return this.get().host;
  }

  /** Starts application and host over what the data folder holds. */
  async open(): Promise<void> {
    const renderer = join(this.folder, 'renderer');
    await mkdir(renderer, { recursive: true });
    await writeFile(join(renderer, 'index.html'), '<!doctype html><title>Recollect</title>');
    const report = (_what: string, error: unknown): void => void this.errors.push(error);
    const settings = new KeptSettings(createSettingsFile(this.data), { overrides: this.overrides });
    const application = startApplication({
      host: { kind: 'web', version: '0.0.0', dataDirectory: this.data },
      services: createWebServices(this.data, () => this.running?.host.origin ?? null),
      settings,
      runSettings: () => settings.run(),
      setLibraryAside: () => composeSetAside(this.data),
      openEngine: ({ qdrantKey = '' }) => testEngine(this.data, 1, 400, qdrantKey),
      sampleFolder,
      report,
    });
    const agents = createAppEndpoint({
      dataDirectory: this.data,
      version: '0.0.0',
      settings,
      recall: () => application.recall(),
      report,
    });
    const host = await startWebHost({
      application,
      agents,
      rendererFolder: renderer,
      dataDirectory: this.data,
      version: '0.0.0',
      service: { address: '127.0.0.1', port: 0, allowedHosts: ['recollect.example:4757'] },
      uploadLimits: { files: 20, bytes: 4 * 2 ** 20 },
      report,
    });
    this.running = { application, host };
  }

  /** Ends application and host; the data folder stays. */
  async close(): Promise<void> {
    for (const { transport } of this.browsers.splice(0)) transport.close();
    const { running } = this;
    this.running = undefined;
    await running?.host.close();
    await running?.application.close(2_000);
  }

  /** Opens a browser tab. */
  browse(token = this.host.token): Browser {
    const host = `127.0.0.1:${this.host.port}`;
    const transport = connectWebSocket({
      url: socketUrl({ host }),
      token,
      // A browser says which page it is; Node's own socket doesn't. Both have the same events.
      open: (url) => new RawWebSocket(url, { origin: `http://${host}` }) as unknown as WebSocket,
    });
    const client = createClient(transport);
    const snapshots: Snapshot[] = [];
    client.snapshot.changed((snapshot) => snapshots.push(snapshot));
    const browser = { client, transport, snapshots };
    this.browsers.push(browser);
    return browser;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get(): { application: Application; host: WebHost } {
    if (!this.running) throw new Error('The host is closed.');
    return this.running;
  }
}

/** Finds conversations by words, ten at the most. */
export function searchWords(client: RecollectClient, query: string): Promise<SearchOutput> {
  return client.search.run({ ticket: randomUUID(), query, mode: 'keyword', limit: 10, filter: {} });
}

/** Resolves once nothing is left to do, at least so many chunks are there, and each has its vector. */
export async function inStep(client: RecollectClient, chunks = 1): Promise<void> {
  await eventually(async () => {
    const { sync, indexes, library } = await client.snapshot.get();
    return sync.phase === 'idle' && library.chunks >= chunks && indexes[0]?.embedded === library.chunks;
  }, 120_000);
}
