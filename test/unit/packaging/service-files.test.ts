import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const service = fileURLToPath(new URL('../../../packaging/service/', import.meta.url));
const dclint = fileURLToPath(new URL('../../../node_modules/dclint/bin/dclint.cjs', import.meta.url));

/** What dclint prints as JSON. Its rules of style are not ours; its schema is that of the specification. */
const reportSchema = z.array(
  z.object({ messages: z.array(z.object({ rule: z.string(), message: z.string() })) }),
);

/** Docker's own program for compose files, where it is: it needs no engine to check one. */
const compose = [[process.env.RECOLLECT_DOCKER_COMPOSE ?? 'docker-compose'], ['docker', 'compose']].find(
  ([program = '', ...args]) =>
    // The first generation knows nothing of what the specification says now.
    /version v?(?:[2-9]|\d{2})/.test(spawnSync(program, [...args, 'version'], { encoding: 'utf8' }).stdout),
);
if (!compose) process.stderr.write('Skipped: compose.yaml is given to Docker Compose where that is.\n');

/** What it prints of a compose file, with what it takes out of the environment. */
const composedSchema = z.object({
  services: z.object({
    recollect: z.object({
      mem_limit: z.string(),
      restart: z.string(),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.object({ target: z.string(), read_only: z.boolean().default(false) })),
      ports: z.array(z.object({ host_ip: z.string(), target: z.number() })),
    }),
  }),
});

const read = (name: string): Promise<string> => readFile(join(service, name), 'utf8');

describe('compose.yaml', () => {
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'recollect-compose-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** What the specification's schema has against a compose file. */
  async function problemsOf(text: string): Promise<string[]> {
    const path = join(folder, 'compose.yaml');
    await writeFile(path, text);
    const { stdout } = spawnSync(process.execPath, [dclint, '--formatter', 'json', path], {
      encoding: 'utf8',
    });
    const messages = reportSchema.parse(JSON.parse(stdout)).flatMap((file) => file.messages);
    return messages
      .filter(({ rule }) => rule === 'invalid-schema' || rule === 'invalid-yaml')
      .map(({ message }) => message);
  }

  test('is as the compose specification wants it', { timeout: 60_000 }, async () => {
    const text = await read('compose.yaml');
    expect(await problemsOf(text)).toEqual([]);
    // What is mistyped would be found.
    expect(await problemsOf(text.replace('mem_limit:', 'memory_limit:'))).not.toEqual([]);
    expect(await problemsOf(text.replace('cap_drop: [ALL]', 'cap_drop: ALL'))).not.toEqual([]);
  });

  test.skipIf(!compose)('is taken by `docker compose config`, and means what it is to mean', async () => {
    const [program = '', ...args] = compose ?? [];
    const config = (path: string) =>
      spawnSync(program, [...args, '-f', path, 'config', '--format', 'json'], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: folder, OPERATIONAL_MEMORY_MB: '300', CHUNK_SIZE: '50' },
      });
    const { status, stdout, stderr } = config(join(service, 'compose.yaml'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { recollect } = composedSchema.parse(JSON.parse(stdout)).services;
    expect(recollect).toMatchObject({
      mem_limit: String(4 * 2 ** 30),
      restart: 'unless-stopped',
      environment: { OPERATIONAL_MEMORY_MB: '300', CHUNK_SIZE: '50', MALLOC_ARENA_MAX: '2' },
      ports: [{ host_ip: '127.0.0.1', target: 4757 }],
    });
    // Histories are read; only the library is written.
    expect(recollect.volumes.flatMap(({ target, read_only }) => (read_only ? [] : [target]))).toEqual([
      '/data',
    ]);
    const mistyped = join(folder, 'mistyped.yaml');
    await writeFile(mistyped, (await read('compose.yaml')).replace('service_started', 'service_runs'));
    expect(config(mistyped).status).not.toBe(0);
  });

  test('says what an older set-up said: memory, restart, environment, a Qdrant beside it', async () => {
    expect(parse(await read('compose.yaml'))).toMatchObject({
      services: {
        recollect: {
          build: { dockerfile: 'packaging/service/Dockerfile' },
          mem_limit: '4g',
          restart: 'unless-stopped',
          environment: {
            QDRANT_URL: 'http://qdrant:6333',
            OPERATIONAL_MEMORY_MB: '${OPERATIONAL_MEMORY_MB:-400}',
            MALLOC_ARENA_MAX: '2',
            CHUNK_SIZE: '${CHUNK_SIZE:-}',
          },
          read_only: true,
          depends_on: { qdrant: { condition: 'service_started' } },
        },
        qdrant: {
          image: expect.stringMatching(/^qdrant\/qdrant:v\d+\.\d+\.\d+$/) as unknown,
          restart: 'unless-stopped',
        },
      },
    });
  });
});

describe('the Dockerfile', () => {
  /** The instructions of its last stage, which is the image. */
  async function image(): Promise<Instruction[]> {
    const instructions = DockerfileParser.parse(await read('Dockerfile')).getInstructions();
    const from = instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM');
    return instructions.slice(from);
  }

  const argumentsOf = (instructions: readonly Instruction[], keyword: string): (string | null)[] =>
    instructions.flatMap((each) => (each.getKeyword() === keyword ? [each.getArgumentsContent()] : []));

  test('has nothing in it that Docker would refuse or warn of', async () => {
    const text = await read('Dockerfile');
    expect(validate(text)).toEqual([]);
    expect(validate(text.replace('WORKDIR /app', 'WORKDIR'))).not.toEqual([]);
  });

  test('makes a small image that runs as nobody in particular and says how it is', async () => {
    const instructions = await image();
    expect(argumentsOf(instructions, 'FROM')).toEqual([expect.stringMatching(/^node:\d+-\w+-slim$/)]);
    // Whoever starts it is the last user that is named.
    expect(argumentsOf(instructions, 'USER')).toEqual(['node']);
    expect(argumentsOf(instructions, 'HEALTHCHECK')).toEqual([expect.stringContaining('/healthz')]);
    expect(argumentsOf(instructions, 'ENTRYPOINT')).toEqual(['["node", "headless/main.ts"]']);
    // Modules for development stay behind.
    expect(argumentsOf(instructions, 'RUN').join()).not.toContain('npm');
  });
});
