/**
 * Runs one remedy over the stream, in processes of its own, and measures it from outside.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createMemoryProbe } from '../../headless/memory-probe.ts';
import { compareLedger } from './ledger.ts';
import { importerMessageSchema, RESTART_ME, type ImporterJob, completeRecipe } from './importer-protocol.ts';
import type { Remedy } from './remedies.ts';

/** How often memory is measured, in ms. */
const SAMPLE_MS = 100;
/** How long a remedy that was told to stop may take for the file in hand, in ms. */
const STOP_GRACE_MS = 90_000;

/** What bounds a run. */
export interface RunLimits {
  /** After so long no further file is begun. */
  readonly seconds: number;
  /** With more than this resident in all its processes together, in MB, a remedy is killed. */
  readonly safetyMb: number;
}

/** The stream that all remedies are given. */
export interface Stream {
  readonly folder: string;
  readonly files: number;
  /** Chunks of each file, as the importer before and as Recollect cuts them. */
  readonly chunks: Readonly<Record<Remedy['chunks'], readonly number[]>>;
}

/** The memory at one moment, in MB: of the largest process, and of all together; and what was done by then. */
export interface Sample {
  readonly seconds: number;
  readonly largestMb: number;
  readonly totalMb: number;
  readonly files: number;
  readonly restarts: number;
}

/** How a run ended. `killed`: at the safety limit. */
export type Outcome = 'finished' | 'out-of-time' | 'killed' | 'failed';

/** What was measured of a remedy. `lost` and `doubled` count files; null where a remedy imports nothing. */
export interface Measurement {
  readonly id: string;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly files: number;
  readonly restarts: number;
  readonly lost: number | null;
  readonly doubled: number | null;
  readonly samples: readonly Sample[];
  /** The end of what it printed, where it failed. */
  readonly printed: string;
}

/** Runs a remedy to its end or to a limit. Leaves no process. */
export async function measureRemedy(remedy: Remedy, stream: Stream, limits: RunLimits): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-lab-'));
  const run = new Run(remedy, limits, {
    stream: stream.folder,
    files: stream.files,
    ledger: join(folder, 'ledger'),
    state: join(folder, 'state'),
  });
  try {
    const outcome = await run.toTheEnd();
    const ledger = await readFile(join(folder, 'ledger'), 'utf8').catch(() => '');
    const { lost, doubled } = compareLedger(ledger, stream.chunks[remedy.chunks].slice(0, run.begun));
    return {
      id: remedy.id,
      outcome,
      seconds: run.seconds,
      files: run.files,
      restarts: run.restarts,
      lost: remedy.imports ? lost : null,
      doubled: remedy.imports ? doubled : null,
      samples: run.samples,
      printed: outcome === 'failed' ? run.printed : '',
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A run that is under way. */
class Run {
  readonly samples: Sample[] = [];
  files = 0;
  begun = 0;
  restarts = 0;
  printed = '';
  seconds = 0;
  private readonly remedy: Remedy;
  private readonly limits: RunLimits;
  private readonly job: ImporterJob;
  private readonly probe = createMemoryProbe();
  private readonly pids = new Set<number>();
  private outcome: Outcome = 'finished';

  constructor(remedy: Remedy, limits: RunLimits, job: ImporterJob) {
    this.remedy = remedy;
    this.limits = limits;
    this.job = job;
  }

  async toTheEnd(): Promise<Outcome> {
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1000;
    for (;;) {
      const importer = this.startImporter();
      const exit = new Promise<number | null>((resolve) => importer.on('exit', resolve));
      while (importer.exitCode === null && importer.signalCode === null) {
        await this.sample(elapsed());
        this.enforceLimits(importer, elapsed());
        await Promise.race([setTimeout(SAMPLE_MS), exit]);
      }
      this.seconds = elapsed();
      const code = await exit;
      if (code === RESTART_ME && this.outcome === 'finished') {
        this.restarts += 1;
        continue;
      }
      if (code !== 0 && this.outcome === 'finished') this.outcome = 'failed';
      return this.outcome;
    }
  }

  private startImporter(): ChildProcess {
    const { importer, recipe = {}, environment = {}, nodeOptions = [] } = this.remedy;
    const entry = fileURLToPath(new URL(`./importers/${importer}.ts`, import.meta.url));
    const child = fork(entry, [JSON.stringify(this.job), JSON.stringify(completeRecipe(recipe))], {
      execArgv: [...nodeOptions],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        this.printed = (this.printed + text).slice(-2_000);
      });
    }
    child.on('message', (message) => {
      const said = importerMessageSchema.parse(message);
      if (said.type === 'process') this.pids.add(said.pid);
      else if (said.type === 'begun') this.begun += 1;
      else if (said.type === 'file') this.files += 1;
      else this.restarts += 1;
    });
    return child;
  }

  private async sample(seconds: number): Promise<void> {
    const measured = await this.probe.measure([...this.pids]);
    for (const pid of this.pids) if (!measured.has(pid)) this.pids.delete(pid);
    if (measured.size === 0) return;
    const sizes = [...measured.values()];
    const { files, restarts } = this;
    const totalMb = sizes.reduce((sum, mb) => sum + mb, 0);
    this.samples.push({ seconds, largestMb: Math.max(...sizes), totalMb, files, restarts });
  }

  private enforceLimits(importer: ChildProcess, seconds: number): void {
    const last = this.samples.at(-1);
    if (last && last.totalMb > this.limits.safetyMb) {
      this.outcome = 'killed';
      this.killAll(importer);
    } else if (seconds > this.limits.seconds && this.outcome === 'finished') {
      this.outcome = 'out-of-time';
      if (importer.connected) importer.send({ type: 'stop' });
    } else if (seconds > this.limits.seconds + STOP_GRACE_MS / 1000) {
      this.killAll(importer);
    }
  }

  private killAll(importer: ChildProcess): void {
    importer.kill('SIGKILL');
    // Children of the importer that are inside native code would not notice that it has gone.
    for (const pid of this.pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has gone already.
      }
    }
  }
}
