/**
 * A real engine whose Voyage is a stand-in, with histories to import.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../electron/main/engine.ts';
import type { RunSettings } from '../../../electron/main/settings/settings.ts';
import { voyageSettingsSchema, type VoyageSettings } from '../../../electron/shared/contract/settings.ts';
import type { ModelChange } from '../../../electron/shared/voyage-models.ts';
import { composeEngine, type HostOptions } from '../../../headless/compose.ts';
import { conversationLines, sentence, writeHistory } from '../history.ts';
import { VoyageStandIn, type StandInBehaviour } from './stand-in-server.ts';

/** A data folder, a home with histories, and a stand-in. */
export class VoyageWorld implements AsyncDisposable {
  readonly folder: string;
  readonly standIn: VoyageStandIn;
  private readonly engines: Engine[] = [];

  private constructor(folder: string, standIn: VoyageStandIn) {
    this.folder = folder;
    this.standIn = standIn;
  }

  /** `certificates`: the folder of the stand-in's certificate, where it speaks TLS. */
  static async create(
    behaviour: Partial<StandInBehaviour> = {},
    certificates: string | null = null,
  ): Promise<VoyageWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'recollect-voyage-'));
    return new VoyageWorld(folder, await VoyageStandIn.start(behaviour, certificates));
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  /** Settings of a run, with Voyage at the stand-in, whose voyage-4 has no free tokens. */
  settings(
    provider: RunSettings['provider'],
    change: Partial<VoyageSettings> = {},
    model: Partial<ModelChange> = {},
  ): RunSettings {
    const voyage = voyageSettingsSchema.parse({
      baseUrl: this.standIn.url,
      dimensions: 256,
      models: { 'voyage-4': { freeTokens: 0, ...model } },
      ...change,
    });
    return { memoryCeilingMb: 400, workers: 1, provider, voyage };
  }

  /** What a host is made with; the key is the stand-in's. */
  host(settings: RunSettings): HostOptions {
    const { key } = this.standIn.behaviour;
    return {
      dataDirectory: this.data,
      settings,
      voyageKey: { read: () => Promise.resolve(key), write: () => Promise.resolve() },
      onOutput: () => undefined,
    };
  }

  /** An engine over the data folder; the one before has to be closed. */
  async engine(settings: RunSettings): Promise<Engine> {
    const engine = await composeEngine(this.host(settings));
    this.engines.push(engine);
    return engine;
  }

  /** Writes histories, each of so many messages that make a chunk or two. */
  async write(names: readonly string[], messages = 4): Promise<void> {
    for (const [at, name] of names.entries()) {
      const text = (turn: number) => `${name} ${sentence(at * 100 + turn, 60)}`;
      await writeHistory(join(this.home, `${name}.jsonl`), conversationLines(name, messages, text));
    }
  }

  /** Agrees to what it would cost, as the window does. */
  async agree(engine: Engine): Promise<void> {
    const estimate = await engine.voyage.estimate(new AbortController().signal);
    await engine.library.write.consent(await engine.voyage.agreement(estimate));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.engines) await engine.close(1_000).catch(() => undefined);
    await this.standIn[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}
