/**
 * Reads one large export of ChatGPT in the reader process and measures its memory from outside. Nothing is stored:
 * how much of the time storing takes is what `bench read` measures.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReaderClient } from '../electron/main/importing/reader-client.ts';
import { fileId } from '../electron/shared/ids.ts';
import { decodeBatch } from '../electron/shared/reader-protocol.ts';
import { createForkStarter } from '../headless/fork-starter.ts';
import { createMemoryProbe } from '../headless/memory-probe.ts';
import { childEntries, modelFolder } from '../headless/paths.ts';
import { writeChatgptExport } from './corpus/chatgpt-export.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

const MEGABYTES = 2_000;
const PROBE_MS = 100;

/** `bench export [MB]`: an export of so many MB, or 2,000, on one line. */
export async function exportBench([given]: readonly string[]): Promise<void> {
  const megabytes = Number(given ?? MEGABYTES);
  const folder = await mkdtemp(join(tmpdir(), 'recollect-export-'));
  try {
    const path = join(folder, 'conversations.json');
    const written = await writeChatgptExport(path, megabytes * 1e6, 1);
    const read = await readExport(path);
    const result = {
      megabytes: written.bytes / 1e6,
      conversations: `${read.conversations} of ${written.conversations}`,
      messages: `${read.messages} of ${written.messages}`,
      readerPeakMb: read.peakMb,
      seconds: read.seconds,
      megabytesPerSecond: written.bytes / 1e6 / read.seconds,
    };
    process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(result) })}\n`);
    await keepResult(`export-${megabytes}.json`, JSON.stringify(result, null, 2));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readExport(
  path: string,
): Promise<{ conversations: number; messages: number; peakMb: number; seconds: number }> {
  const onOutput = (_role: string, text: string): void => void process.stderr.write(text);
  const probe = createMemoryProbe();
  const reader = new ReaderClient(createForkStarter({ entries: childEntries, onOutput }), modelFolder, probe);
  let peakMb = 0;
  const timer = setInterval(() => {
    const pid = reader.status()?.pid;
    if (pid === undefined) return;
    void probe.measure([pid]).then((measured) => (peakMb = Math.max(peakMb, measured.get(pid) ?? 0)));
  }, PROBE_MS);
  const conversations = new Set<string>();
  let messages = 0;
  const started = performance.now();
  try {
    const { size, mtimeMs: modifiedAt } = await stat(path);
    const file = { id: fileId(1), path, size, modifiedAt, checkpoint: null };
    const target = {
      store: (batch: Uint8Array) => {
        const { parts } = decodeBatch(batch);
        for (const { conversation } of parts) conversations.add(conversation);
        messages += parts.length;
        return Promise.resolve();
      },
      reload: () => Promise.resolve(file),
    };
    const { stored } = await reader.read(file, target, new AbortController().signal);
    await stored;
    const seconds = (performance.now() - started) / 1_000;
    return { conversations: conversations.size, messages, peakMb, seconds };
  } finally {
    clearInterval(timer);
    reader.stop();
  }
}
