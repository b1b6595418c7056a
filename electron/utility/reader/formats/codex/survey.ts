/**
 * What must be known of a rollout before its first line is read: whether it holds the model's items, and what was
 * rolled back.
 */
import { parseLine } from '../../json-values.ts';
import { wholeLines, type LineSource } from '../../line-by-line.ts';
import type { Line } from '../../lines.ts';
import { readMessage } from './content.ts';
import { isAgentMessage, isMessage, rolloutLine, type RolloutLine } from './rollout-line.ts';

/** What the text is taken from: the model's items, or, where there are none, the events that were shown. */
export type TextSource = 'items' | 'events';

/** What a survey found in a file from an offset on. */
export interface Survey {
  /** Null where nothing was said. */
  readonly source: TextSource | null;
  /** There may be a rollback. */
  readonly rollsBack: boolean;
  /** Byte offsets [from, to) of what was rolled back, in order and apart from each other. */
  readonly rolledBack: readonly (readonly [number, number])[];
}

const ITEM = Buffer.from('"response_item"');
const MESSAGE = Buffer.from('"message"');
const ROLE = Buffer.from('"role"');
const EVENT = Buffer.from('_message"');
const ROLLBACK = Buffer.from('"thread_rolled_back"');

/** Surveys the lines that `open` gives, twice where it must. Only lines that may matter are parsed. */
export async function survey(open: () => LineSource, signal: AbortSignal): Promise<Survey> {
  let source: TextSource | null = null;
  let rollsBack = false;
  for await (const lines of wholeLines(open(), signal)) {
    for (const line of lines) {
      if (source !== 'items') source = sourceOf(line) ?? source;
      rollsBack ||= line.bytes.includes(ROLLBACK);
    }
  }
  const rolledBack = rollsBack ? await findRolledBack(open(), source, signal) : [];
  return { source, rollsBack, rolledBack };
}

function sourceOf({ bytes }: Line): TextSource | null {
  const mayBeItem = bytes.includes(ROLE) && (bytes.includes(ITEM) || bytes.includes(MESSAGE));
  if (!mayBeItem && !bytes.includes(EVENT)) return null;
  let source: TextSource | null = null;
  for (const line of linesOf(bytes)) {
    if (line.kind === 'item' && isMessage(line.item) && line.item.role !== 'developer') return 'items';
    if (line.kind === 'event' && line.event.message !== undefined) source = 'events';
  }
  return source;
}

/**
 * Follows a rollout's turns: a rollback of n takes back what stands from the nth last prompt on.
 * https://github.com/openai/codex/blob/main/codex-rs/core/src/context_manager/history.rs (`drop_last_n_user_turns`)
 */
async function findRolledBack(
  file: LineSource,
  source: TextSource | null,
  signal: AbortSignal,
): Promise<[number, number][]> {
  const prompts: number[] = [];
  const ranges: [number, number][] = [];
  for await (const lines of wholeLines(file, signal)) {
    for (const { bytes, offset } of lines) {
      for (const line of linesOf(bytes)) {
        if (isPrompt(line, source)) prompts.push(offset);
        const turns = turnsRolledBack(line);
        const from = turns > 0 ? prompts.splice(Math.max(0, prompts.length - turns))[0] : undefined;
        if (from === undefined) continue;
        while ((ranges.at(-1)?.[0] ?? -1) >= from) ranges.pop();
        ranges.push([from, offset]);
      }
    }
  }
  return ranges;
}

function isPrompt(line: RolloutLine, source: TextSource | null): boolean {
  if (line.kind === 'event') return source === 'events' && line.event.type === 'user_message';
  if (line.kind !== 'item') return false;
  if (isAgentMessage(line.item)) return true;
  if (!isMessage(line.item) || line.item.role !== 'user') return false;
  const message = readMessage(line.item);
  return message !== null && (message.text !== '' || message.image);
}

function turnsRolledBack(line: RolloutLine): number {
  if (line.kind !== 'event' || line.event.type !== 'thread_rolled_back') return 0;
  return line.event.num_turns ?? 0;
}

function linesOf(bytes: Buffer): RolloutLine[] {
  return parseLine(bytes.toString('utf8')).flatMap((object) => (object ? [rolloutLine(object)] : []));
}
