/**
 * A fault storm: an import of so many chunks by the command line, whose calls meet one kind of fault after the other,
 * each at a fifth of all calls, and whose process is killed in the middle of each. Like a user, the bench starts the
 * import again when it has ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeLibraryReader } from '../../headless/compose.ts';
import { mainFile } from '../../headless/paths.ts';
import {
  passingFaults,
  refusals,
  VoyageStandIn,
  type StandInFault,
} from '../../test/doubles/voyage/stand-in-server.ts';
import { Random } from '../corpus/random.ts';
import { writeLongConversations } from '../long-conversations.ts';

const SHARE = 0.2;
const FAULTS: readonly StandInFault[] = [...passingFaults, ...refusals];
const WORDS = 60;
/** Texts that Voyage refuses with 400 contain this. One in so many files has one. */
const POISON = 'REFUSEDBYVOYAGE';
const POISONED_EACH = 4;
/** Makes a call of about 50 texts, so that there are several hundred of them. */
const TOKENS_PER_MINUTE = 1_200_000;
/** What takes more starts than this never ends. */
const MOST_STARTS = 400;

/** Runs the storm. */
export async function storm(chunks: number): Promise<Record<string, number | boolean>> {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-storm-'));
  const random = new Random('voyage storm');
  const standIn = await VoyageStandIn.start({ poison: POISON, latencyMs: 30 });
  const kind = (): StandInFault | undefined =>
    FAULTS[Math.min(FAULTS.length - 1, Math.floor((standIn.bill.texts.length / chunks) * FAULTS.length))];
  standIn.behaviour.fault = () => (random.chance(SHARE) ? (kind() ?? null) : null);
  try {
    const [home, data] = [join(folder, 'home'), join(folder, 'data')];
    let poisoned = 0;
    await writeLongConversations(home, chunks, WORDS, (text, file, turn) => {
      if (turn !== 20 || file % POISONED_EACH !== 0) return text;
      poisoned += 1;
      return `${text} ${POISON}`;
    });
    await mkdir(data, { recursive: true });
    const voyage = {
      baseUrl: standIn.url,
      dimensions: 256,
      limitUsd: null,
      models: { 'voyage-4': { freeTokens: 0, tokensPerMinute: TOKENS_PER_MINUTE } },
    };
    await writeFile(join(data, 'settings.json'), JSON.stringify({ version: 1, voyage }));
    const started = performance.now();
    const { starts, kills } = await importToTheEnd(home, data, standIn, kind);
    const seconds = (performance.now() - started) / 1_000;
    return {
      ...(await outcome(data, standIn, poisoned)),
      stormStarts: starts,
      stormKills: kills,
      stormSeconds: seconds,
    };
  } finally {
    await standIn[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

async function importToTheEnd(
  home: string,
  data: string,
  standIn: VoyageStandIn,
  kind: () => StandInFault | undefined,
): Promise<{ starts: number; kills: number }> {
  const killed = new Set<StandInFault>();
  for (let starts = 1; starts <= MOST_STARTS; starts += 1) {
    const child = startImport(home, data, standIn.behaviour.key);
    const watch = setInterval(() => {
      const fault = kind();
      // Once for each kind, with calls under way.
      if (fault === undefined || killed.has(fault) || standIn.bill.texts.length === 0) return;
      killed.add(fault);
      child.kill('SIGKILL');
    }, 500);
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    clearInterval(watch);
    // 3: done, with the texts in quarantine that are named.
    if (code === 0 || code === 3) return { starts, kills: killed.size };
  }
  throw new Error(`The import did not end in ${MOST_STARTS} starts.`);
}

function startImport(home: string, data: string, key: string): ChildProcess {
  const args = ['import', home, '--provider', 'voyage', '--accept-cost', '--data-dir', data, '--json'];
  return spawn(process.execPath, [mainFile, ...args], {
    env: { ...process.env, VOYAGE_API_KEY: key, HOME: home },
    stdio: ['ignore', 'ignore', process.env.RECOLLECT_BENCH_LOG === '1' ? 'inherit' : 'ignore'],
  });
}

async function outcome(
  data: string,
  standIn: VoyageStandIn,
  poisoned: number,
): Promise<Record<string, number | boolean>> {
  const library = await composeLibraryReader(data);
  try {
    const { chunks } = await library.read.counts();
    const [index] = (await library.read.indexes()).filter(({ provider }) => provider === 'voyage');
    const progress = await library.read.indexProgress(index?.id ?? 0);
    const [spent] = await library.read.spending();
    const billed = standIn.bill.tokens;
    const reported = spent?.tokens ?? 0;
    const off = reported / billed - 1;
    return {
      stormChunks: chunks,
      stormEmbedded: progress.embedded,
      stormQuarantined: progress.quarantined,
      stormCalls: standIn.bill.calls,
      stormTokensBilled: billed,
      stormTokensReported: reported,
      stormTokensPaidForNothing: spent?.lostTokens ?? 0,
      stormAccountOffPercent: off * 100,
      stormComplete: progress.pending === 0 && progress.quarantined === poisoned,
      // A vector a text is all that the table takes: as many as there are chunks, each text once.
      stormNoneDoubled: (index?.vectors ?? 0) <= progress.embedded,
      stormAccountWithinOnePercent: Math.abs(off) <= 0.01,
    };
  } finally {
    await library.close();
  }
}
