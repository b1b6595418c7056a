/**
 * The service form with real processes: what the image holds, with the environment that image and compose file give.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { readPrometheusText, type Sample } from '../doubles/prometheus-text.ts';
import { qdrantBinary, QdrantServer } from '../doubles/qdrant-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const service = join(root, 'packaging', 'service');
const FILES = 40;
const TURNS = 6;

const composeSchema = z.object({
  services: z.object({
    recollect: z.object({
      stop_grace_period: z.string(),
      mem_limit: z.literal('4g'),
      restart: z.literal('unless-stopped'),
      environment: z.record(z.string(), z.string()),
    }),
    qdrant: z.object({ restart: z.literal('unless-stopped') }),
  }),
});

const healthSchema = z.object({ status: z.string(), message: z.string() });

let folder: string;
let image: string;
/** The Qdrant beside it, where there is one. */
let server: QdrantServer | undefined;
const started: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-service-'));
  image = join(folder, 'image');
  await layOutImage();
  if (qdrantBinary !== undefined) server = await QdrantServer.start({ folder: join(folder, 'qdrant') });
  for (let file = 0; file < FILES; file += 1) {
    await writeHistory(
      join(folder, 'histories', 'claude', `${file}.jsonl`),
      conversationLines(`s${file}`, TURNS, (turn) => sentence(file * 10 + turn, 60)),
    );
  }
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await server?.kill();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** The last stage of the Dockerfile, without its comments. */
async function lastStage(): Promise<string> {
  const text = await readFile(join(service, 'Dockerfile'), 'utf8');
  return text.slice(text.lastIndexOf('\nFROM '));
}

/** Copies what the image's last stage copies; its modules are those of the checkout. */
async function layOutImage(): Promise<void> {
  const copies = [...(await lastStage()).matchAll(/^COPY (?!--from)(.+)$/gm)].map(([, words = '']) => words);
  expect(copies.length).toBeGreaterThan(2);
  for (const words of copies) {
    const parts = words.split(' ');
    const target = parts.pop() ?? '';
    for (const part of parts) {
      const to = join(image, target === './' ? part : target);
      await mkdir(dirname(to), { recursive: true });
      await cp(join(root, part), to, { recursive: true });
    }
  }
  await symlink(join(root, 'node_modules'), join(image, 'node_modules'), 'junction');
  await mkdir(join(image, 'dist', 'renderer'), { recursive: true });
  await writeFile(join(image, 'dist', 'renderer', 'index.html'), '<!doctype html><title>Recollect</title>');
}

/** The environment that a container has: of the image, and over it of the compose file with its defaults. */
async function containerEnvironment(): Promise<Record<string, string>> {
  const [, block = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(await lastStage()) ?? [];
  const ofImage = [...block.matchAll(/(\w+)=(\S+)/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  const compose = composeSchema.parse(parse(await readFile(join(service, 'compose.yaml'), 'utf8')));
  const ofCompose = Object.entries(compose.services.recollect.environment).map(
    ([name, value]) => [name, value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')] as const,
  );
  return Object.fromEntries([...ofImage, ...ofCompose]);
}

interface Service {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly said: () => string;
}

async function start(): Promise<Service> {
  const environment = await containerEnvironment();
  // What a container has and a test has not: the port and the folder of the image, and the name of the Qdrant beside it.
  const changed = { RECOLLECT_PORT: '0', RECOLLECT_DATA_DIR: join(folder, 'data'), CHUNK_SIZE: '50' };
  if (server) environment.QDRANT_URL = server.url;
  else delete environment.QDRANT_URL;
  const child = spawn(process.execPath, ['headless/main.ts', 'serve', join(folder, 'histories')], {
    cwd: image,
    env: { PATH: process.env.PATH, HOME: folder, ...environment, ...changed },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address !== undefined) return { child, origin: new URL(address).origin, said: () => said };
  }
  throw new Error(`It ended without an address: ${said}`);
}

async function metricsOf({ origin }: Service): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const answer = await fetch(`${origin}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  return readPrometheusText(await answer.text());
}

function valueOf(
  metrics: ReadonlyMap<string, readonly Sample[]>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return metrics
    .get(`recollect_${name}`)
    ?.find((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    ?.value;
}

const LOCAL = { provider: 'local' };
async function chunks(of: Service): Promise<{ embedded: number; pending: number }> {
  const metrics = await metricsOf(of);
  const [embedded, pending] = ['embedded', 'pending'].map(
    (state) => valueOf(metrics, 'index_chunks', { ...LOCAL, state }) ?? 0,
  );
  return { embedded: embedded ?? 0, pending: pending ?? 0 };
}

/** How many points there are on a server, of whatever machine. */
async function pointsOn({ url }: QdrantServer): Promise<number> {
  const client = new QdrantClient({ url, checkCompatibility: false });
  const { collections } = await client.getCollections();
  const counts = await Promise.all(collections.map(async ({ name }) => client.count(name, { exact: true })));
  return counts.reduce((sum, { count }) => sum + count, 0);
}

async function ready({ origin }: Service): Promise<void> {
  await eventually(async () => (await fetch(`${origin}/healthz`)).status === 200, 60_000);
  expect(await (await fetch(`${origin}/healthz`)).json()).toEqual({ status: 'ready', message: null });
}

test('a container’s service turns ready, tells Prometheus, drains at SIGTERM and goes on where it was', async () => {
  const first = await start();
  await ready(first);
  expect(first.said()).toContain('CHUNK_SIZE=50 changes nothing');

  await eventually(async () => {
    const { embedded, pending } = await chunks(first);
    return embedded > 0 && pending > 0;
  }, 60_000);
  const metrics = await metricsOf(first);
  expect(valueOf(metrics, 'ready')).toBe(1);
  expect(valueOf(metrics, 'messages')).toBeGreaterThan(0);
  expect(valueOf(metrics, 'memory_ceiling_bytes')).toBe(400 * 2 ** 20);
  for (const role of ['main', 'embedder'])
    expect(valueOf(metrics, 'process_resident_bytes', { role }), role).toBeGreaterThan(20 * 2 ** 20);
  for (const kind of ['recycled', 'crashed', 'killed'])
    expect(valueOf(metrics, 'process_events_total', { kind }), kind).toBe(0);
  expect(valueOf(metrics, 'files', { state: 'failed' })).toBe(0);

  const before = await chunks(first);
  const compose = composeSchema.parse(parse(await readFile(join(service, 'compose.yaml'), 'utf8')));
  const grace = Number.parseInt(compose.services.recollect.stop_grace_period, 10) * 1_000;
  // What a container's runtime does: SIGTERM, and after the grace period SIGKILL, which is no exit with 0.
  first.child.kill('SIGTERM');
  const impatient = setTimeout(() => first.child.kill('SIGKILL'), grace);
  expect(await once(first.child, 'exit')).toEqual([0, null]);
  clearTimeout(impatient);

  const second = await start();
  await ready(second);
  expect((await chunks(second)).embedded).toBeGreaterThanOrEqual(before.embedded);
  await eventually(async () => {
    const now = await metricsOf(second);
    const { embedded, pending } = await chunks(second);
    return valueOf(now, 'sync_phase', { phase: 'idle' }) === 1 && embedded > 0 && pending === 0;
  }, 120_000);
  const after = await metricsOf(second);
  expect(valueOf(after, 'conversations')).toBe(FILES);
  expect(valueOf(after, 'messages')).toBe(FILES * TURNS);
  expect(valueOf(after, 'eta_seconds')).toBeUndefined();
  if (server) {
    const { embedded } = await chunks(second);
    await eventually(
      async () => valueOf(await metricsOf(second), 'qdrant_points', { state: 'sent' }) === embedded,
    );
    expect(await pointsOn(server)).toBe(embedded);
  }
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
});

test('a service whose library can’t be opened says so and stays unhealthy', async () => {
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(join(folder, 'data', 'library.db'), 'This is no database. '.repeat(1_000));
  const broken = await start();
  await eventually(
    async () => (await (await fetch(`${broken.origin}/healthz`)).text()).includes('failed'),
    60_000,
  );
  const answer = await fetch(`${broken.origin}/healthz`);
  expect(answer.status).toBe(503);
  const { status, message } = healthSchema.parse(await answer.json());
  expect(status).toBe('failed');
  expect(message).toContain('library');
  expect(valueOf(await metricsOf(broken), 'ready')).toBe(0);
  broken.child.kill('SIGTERM');
  expect(await once(broken.child, 'exit')).toEqual([0, null]);
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) process.stderr.write('Skipped: the unit is checked where systemd-analyze is.\n');

test.skipIf(!hasSystemd)('systemd finds nothing wrong with the unit', () => {
  const verify = (unit: string): { status: number | null; said: string } => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--user', unit], {
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
      encoding: 'utf8',
    });
    return { status, said: stderr };
  };
  expect(verify(join(service, 'recollect.service'))).toEqual({ status: 0, said: '' });
});
