/**
 * Machines that share a real Qdrant server. Those of a test have a collection of their own.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QdrantClient } from '@qdrant/js-client-rest';
import { Machine, type MachineOptions } from './machine.ts';
import { QdrantServer, serverFolder, type QdrantServerOptions } from './qdrant-server.ts';

/** So many texts, each with a word of its own. `from`: the number of the first. */
export const texts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `text ${from + at} of kiln${from + at}`);

/** The keys of the server. */
type Keys = Pick<QdrantServerOptions, 'apiKey' | 'readOnlyKey'>;

/** A server, and the machines of the test that runs. */
export class QdrantMachines implements AsyncDisposable {
  /** Holds the server and the machines. */
  readonly folder: string;
  readonly server: QdrantServer;
  private readonly keys: Keys;
  private machines: Machine[] = [];
  /** Number of the test that runs. */
  private test = 1;

  static async start(keys: Keys = {}): Promise<QdrantMachines> {
    const folder = await serverFolder();
    const server = await QdrantServer.start({ folder: join(folder, 'server'), ...keys });
    return new QdrantMachines(folder, server, keys);
  }

  private constructor(folder: string, server: QdrantServer, keys: Keys) {
    this.folder = folder;
    this.server = server;
    this.keys = keys;
  }

  /** Opens a machine; one of a name that was closed in this test has its library again. */
  async open(name: string, more: Partial<MachineOptions> = {}): Promise<Machine> {
    const { apiKey } = this.keys;
    const machine = await Machine.open({
      folder: join(this.folder, `${name}-${this.test}`),
      url: this.server.url,
      name,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...more,
      identity: { model: `test/words-${this.test}`, ...more.identity },
    });
    this.machines.push(machine);
    return machine;
  }

  /** Closes one of them. */
  async close(machine: Machine): Promise<void> {
    this.machines = this.machines.filter((each) => each !== machine);
    await machine.close();
  }

  /** Closes all of them: a test has ended. */
  async endTest(): Promise<void> {
    for (const machine of this.machines) await machine.close();
    this.machines = [];
    this.test += 1;
  }

  /** Looks into the server past the machines. */
  client(): QdrantClient {
    return new QdrantClient({ url: this.server.url, checkCompatibility: false });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endTest();
    await this.server.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
