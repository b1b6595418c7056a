/**
 * Writes a home of Claude Code histories for benchmarks: large, of the same shapes and proportions as real ones,
 * and the same bytes for the same seed.
 */
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ByteBalance, REAL_SHARES } from './byte-balance.ts';
import { Filler } from './filler.ts';
import { planHistory } from './history-plan.ts';
import type { PlannedFile } from './history-plan.ts';
import { openLines } from './line-output.ts';
import { Random } from './random.ts';
import { sessionLines } from './session.ts';
import { TranscriptLines } from './transcript-lines.ts';
import type { Line, LineOwner } from './transcript-lines.ts';
import { NAMES, TECHNICAL_NOUNS } from './vocabulary.ts';

/** What to generate. */
export interface HistoryOptions {
  /** The home folder; the files go to `projects/` in it, which must not exist. */
  readonly directory: string;
  readonly seed: number;
  /** Files of sessions and subagents. Default 543, as in the history that gave rise to this. */
  readonly files?: number;
  /** Bytes of all files, nearly. Default 160 MB. */
  readonly bytes?: number;
  /** Share of the bytes that is visible text, 0.002 to 0.2. Default 0.025. */
  readonly visibleShare?: number;
}

/** What was generated. */
export interface HistorySummary {
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
  /** Text of users, assistants and summaries as UTF-8, repeats in forks included. */
  readonly visibleBytes: number;
  readonly toolUseResultBytes: number;
  readonly progressBytes: number;
  /** Different session ids; subagents have those of their parents. */
  readonly sessions: number;
  readonly agentFiles: number;
}

const DEFAULT_FILES = 543;
const DEFAULT_BYTES = 160_000_000;
const DEFAULT_VISIBLE_SHARE = 0.025;

const YEAR_MS = 365 * 86_400_000;
/** The sessions lie in the year before this. */
const LATEST_START = Date.parse('2026-10-31T20:00:00Z');

/** Sessions that later files may fork, slice or belong to. */
const REMEMBERED_SESSIONS = 12;
/** How much of a session's start is kept for forks. */
const REMEMBERED_BYTES = 300_000;

/** A session that is written, as far as others need it. */
interface WrittenSession {
  readonly owner: LineOwner;
  readonly folder: string;
  readonly head: readonly Line[];
  readonly endTime: number;
  readonly latestUuid: string | null;
}

/** Generates the history; resolves when it is on the disk. Rejects with EEXIST when `projects/` exists. */
export async function generateHistory(options: HistoryOptions): Promise<HistorySummary> {
  const { directory, seed, files = DEFAULT_FILES, bytes = DEFAULT_BYTES } = options;
  const visible = options.visibleShare ?? DEFAULT_VISIBLE_SHARE;
  if (!(visible >= 0.002 && visible <= 0.2)) throw new RangeError('visibleShare must be from 0.002 to 0.2.');
  const projects = join(directory, 'projects');
  await mkdir(directory, { recursive: true });
  await mkdir(projects);

  const random = new Random(seed);
  const filler = new Filler(random);
  const balance = new ByteBalance({ ...REAL_SHARES, visible });

  const folders = projectFolders(random.fork('projects'), Math.max(1, Math.round(Math.sqrt(files) / 1.5)));
  const recent: WrittenSession[] = [];
  const sessionIds = new Set<string>();
  let lines = 0;
  let agentFiles = 0;
  for (const [index, planned] of planHistory(random.fork('plan'), files, bytes).entries()) {
    const fileRandom = random.fork(`file ${index}`);
    const start = startOf(fileRandom, planned, index, projects, folders, recent);
    const file = await writeSession(start, fileRandom, planned, filler, balance);
    lines += file.lines;
    sessionIds.add(start.owner.sessionId);
    if (start.owner.agentId !== null) agentFiles++;
    else recent.push(file.session);
    if (recent.length > REMEMBERED_SESSIONS) recent.shift();
  }
  return {
    files,
    bytes: balance.total,
    lines,
    visibleBytes: balance.bytes('visible'),
    toolUseResultBytes: balance.bytes('toolUseResult'),
    progressBytes: balance.bytes('progress'),
    sessions: sessionIds.size,
    agentFiles,
  };
}

/** Where a file begins. */
interface FileStart {
  readonly path: string;
  readonly folder: string;
  readonly owner: LineOwner;
  readonly time: number;
  readonly parent: string | null;
  /** Lines of the forked session, already under the new session's id. */
  readonly inherited: readonly Line[];
}

function startOf(
  random: Random,
  planned: PlannedFile,
  index: number,
  projects: string,
  folders: readonly string[],
  recent: readonly WrittenSession[],
): FileStart {
  const id = random.uuid();
  const base = planned.kind === 'session' || recent.length === 0 ? null : random.pick(recent);
  if (base === null) {
    const cwd = random.pickRanked(folders);
    const folder = join(projects, cwd.replaceAll(/[^A-Za-z0-9-]/g, '-'));
    const version = `2.${random.integer(0, 1)}.${random.integer(1, 99)}`;
    const gitBranch = random.chance(0.6)
      ? 'main'
      : `${random.pick(NAMES)}/${random.pick(TECHNICAL_NOUNS)}-${index}`;
    const owner = { sessionId: id, cwd, gitBranch, version, agentId: null };
    const time = LATEST_START - Math.floor(random.next() * YEAR_MS);
    return { path: join(folder, `${id}.jsonl`), folder, owner, time, parent: null, inherited: [] };
  }
  const { folder } = base;
  const time = base.endTime + Math.round(random.logNormal(3_600_000, 1));
  if (planned.kind === 'agent') {
    const agentId = random.hex(17);
    const path = join(folder, base.owner.sessionId, 'subagents', `agent-${agentId}.jsonl`);
    return { path, folder, owner: { ...base.owner, agentId }, time, parent: null, inherited: [] };
  }
  const path = join(folder, `${id}.jsonl`);
  if (planned.kind === 'slice') {
    return { path, folder, owner: base.owner, time, parent: base.latestUuid, inherited: [] };
  }
  const inherited = forkedLines(base, id, planned.bytes / 2);
  return { path, folder, owner: { ...base.owner, sessionId: id }, time, parent: base.latestUuid, inherited };
}

/** The first lines of a session, up to `bytes`, rewritten for the session that forks it. */
function forkedLines(base: WrittenSession, sessionId: string, bytes: number): Line[] {
  const lines: Line[] = [];
  let length = 0;
  for (const { text, held } of base.head) {
    length += text.length;
    if (length > bytes && lines.length > 0) break;
    lines.push({
      text: text.replace(`"sessionId":"${base.owner.sessionId}"`, `"sessionId":"${sessionId}"`),
      held,
    });
  }
  return lines;
}

async function writeSession(
  start: FileStart,
  random: Random,
  planned: PlannedFile,
  filler: Filler,
  balance: ByteBalance,
): Promise<{ session: WrittenSession; lines: number }> {
  const { owner, inherited } = start;
  const output = await openLines(start.path, random);
  const head: Line[] = [];
  let headBytes = 0;
  const write = async (line: Line): Promise<void> => {
    headBytes += line.text.length;
    if (headBytes <= REMEMBERED_BYTES) head.push(line);
    balance.add(await output.write(line.text), line.held);
  };

  for (const line of inherited) await write(line);
  const transcript = new TranscriptLines(random, owner, start.time, start.parent);
  const roomLeft = (): number => planned.bytes - output.bytes;
  for (const line of sessionLines({ random, filler, balance, owner, lines: transcript, roomLeft })) {
    await write(line);
    if (roomLeft() <= 0) break;
  }
  balance.add(await output.close(), {});
  await utimes(start.path, transcript.time / 1000, transcript.time / 1000);
  const { latestUuid, time: endTime } = transcript;
  return { session: { owner, folder: start.folder, head, endTime, latestUuid }, lines: output.lines };
}

/** Different folders of the projects that somebody works on. */
function projectFolders(random: Random, count: number): string[] {
  const homes = ['/home/ana', '/Users/ben', 'C:\\Users\\chloe'];
  const home = random.pick(homes);
  const separator = home.startsWith('C:') ? '\\' : '/';
  const folders = new Set<string>();
  while (folders.size < count) {
    folders.add(
      [
        home,
        random.pick(['code', 'work', 'src']),
        `${random.pick(TECHNICAL_NOUNS)}-${random.pick(NAMES)}`,
      ].join(separator),
    );
  }
  return [...folders];
}
