/**
 * Compares the estimate that agents' answers are kept to (`electron/main/mcp/token-meter.ts`) with what public
 * tokenizers count, on pages of conversations.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getTokenizer } from '@anthropic-ai/tokenizer';
import { get_encoding } from 'tiktoken';
import { tokensOf } from '../electron/main/mcp/token-meter.ts';
import type { MessagePart } from '../electron/shared/conversation.ts';
import { RecollectError } from '../electron/shared/errors.ts';
import { readHistory } from '../test/doubles/reader.ts';
import { generate } from './import-bench.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';

/** MB of generated histories. */
const GENERATED = 20;
const VISIBLE = 0.1;

/** A page has at least so many UTF-16 units, about as an answer to an agent has; longer texts are cut into several. */
const PAGE = 4_000;
const MOST_PAGES = 2_000;

/** What was said, and what tools were told and answered. */
type Kind = 'said' | 'tools';

/** How the estimate stands to the highest count, over the pages of one kind. */
interface Row {
  readonly input: string;
  readonly kind: Kind;
  readonly pages: number;
  /** Estimate divided by the highest of the three counts: the median, and the lowest. */
  readonly median: number;
  readonly lowest: number;
  /** Share of the pages of which fewer tokens are estimated than one of them counts. */
  readonly under: number;
  /** The same median of the usual rule, four characters a token. */
  readonly fourCharacters: number;
}

/** `bench tokens [DIR...]`: generated histories, then those in each folder. */
export async function tokensBench(args: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-tokens-'));
  const encodings = (['o200k_base', 'cl100k_base'] as const).map((name) => get_encoding(name));
  const claude = getTokenizer();
  try {
    const generated = join(folder, 'home');
    await generate(generated, { megabytes: GENERATED, visible: VISIBLE });
    const count = (text: string): number => mostTokens(text, encodings, claude);
    const rows: Row[] = [];
    for (const input of [generated, ...args.map((arg) => resolve(arg))]) {
      const parts = await partsIn(input);
      for (const kind of ['said', 'tools'] as const) {
        const pages = pagesOf(parts, kind);
        if (pages.length > 0)
          rows.push(measure(input === generated ? 'generated' : input, kind, pages, count));
      }
    }
    process.stdout.write(`${tableOf(rows)}\n`);
    await keepResult('tokens.json', JSON.stringify(rows, null, 2));
  } finally {
    for (const encoding of [...encodings, claude]) encoding.free();
    await rm(folder, { recursive: true, force: true });
  }
}

function measure(input: string, kind: Kind, pages: readonly string[], count: (text: string) => number): Row {
  const measured = pages.map((page) => ({ page, most: count(page), estimate: tokensOf(page) }));
  const ratios = measured.map(({ estimate, most }) => estimate / most);
  return {
    input,
    kind,
    pages: pages.length,
    median: percentile(ratios, 0.5),
    lowest: percentile(ratios, 0),
    under: ratios.filter((ratio) => ratio < 1).length / ratios.length,
    fourCharacters: percentile(
      measured.map(({ page, most }) => page.length / 4 / most),
      0.5,
    ),
  };
}

/** What is used of a tokenizer: text that looks like a special token is text. */
interface Counter {
  encode_ordinary(text: string): Uint32Array;
}

/** The highest of what the tokenizers count. */
function mostTokens(text: string, encodings: readonly Counter[], claude: Counter): number {
  const counts = encodings.map((encoding) => encoding.encode_ordinary(text).length);
  // As its own countTokens does.
  return Math.max(...counts, claude.encode_ordinary(text.normalize('NFKC')).length);
}

/** The parts of all histories in a folder; files that are none are named. */
async function partsIn(folder: string): Promise<MessagePart[]> {
  const parts: MessagePart[] = [];
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((each) => each.isFile())) {
    const path = join(file.parentPath, file.name);
    try {
      parts.push(...(await readHistory(path)).parts);
    } catch (error) {
      if (!(error instanceof RecollectError)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
  return parts;
}

function pagesOf(parts: readonly MessagePart[], kind: Kind): string[] {
  const pages: string[] = [];
  let page = '';
  for (const part of parts) {
    if ((part.kind === 'text') !== (kind === 'said')) continue;
    for (let at = 0; at < part.text.length && pages.length < MOST_PAGES; at += PAGE) {
      page += `${part.text.slice(at, at + PAGE).toWellFormed()}\n`;
      if (page.length < PAGE) continue;
      pages.push(page);
      page = '';
    }
  }
  return page === '' || pages.length >= MOST_PAGES ? pages : [...pages, page];
}

function tableOf(rows: readonly Row[]): string {
  return textTable({
    columns: ['input', 'texts', 'pages', 'median', 'lowest', 'under, %', 'four characters'],
    rows: rows.map((row) => [
      row.input,
      row.kind,
      row.pages,
      row.median,
      row.lowest,
      row.under * 100,
      row.fourCharacters,
    ]),
  });
}
