/**
 * The little Markdown that assistants write, parsed into plain data and shown as React elements. There is no HTML in
 * it: imported text is hostile, and whatever looks like HTML stays text.
 */

/** A piece of a line. */
export interface Inline {
  readonly kind: 'text' | 'code' | 'strong' | 'emphasis';
  readonly text: string;
}

/** A part of a message. */
export type Block =
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'quote' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] };

/** A line of a list. `marker` is its number, or null for a dot; `depth` counts the levels above it. */
export interface ListItem {
  readonly marker: string | null;
  readonly depth: number;
  readonly text: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/;
const HEADING = /^#{1,6}\s+(.+?)\s*#*$/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?(.*)$/;

/** Splits a text into blocks. Any text is something: what is no Markdown is paragraphs. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    if (line.trim() === '') {
      at += 1;
    } else if (fence) {
      const end = closingFence(lines, at + 1, fence[1] ?? '```');
      blocks.push({ kind: 'code', language: fence[2] ?? '', text: lines.slice(at + 1, end).join('\n') });
      at = end + 1;
    } else if (HEADING.test(line)) {
      blocks.push({ kind: 'heading', text: HEADING.exec(line)?.[1] ?? line });
      at += 1;
    } else {
      const kind = kindOf(line);
      const end = runEnd(lines, at, kind);
      blocks.push(blockOf(kind, lines.slice(at, end)));
      at = end;
    }
  }
  return blocks;
}

type RunKind = 'list' | 'quote' | 'paragraph';

function kindOf(line: string): RunKind {
  if (ITEM.test(line)) return 'list';
  return QUOTE.test(line) ? 'quote' : 'paragraph';
}

/** Where a run of lines of one kind ends. A list keeps the indented lines that go on with an item. */
function runEnd(lines: readonly string[], start: number, kind: RunKind): number {
  let at = start + 1;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || FENCE.test(line) || HEADING.test(line)) break;
    if (kindOf(line) !== kind && !(kind === 'list' && /^\s{2,}/.test(line))) break;
  }
  return at;
}

function blockOf(kind: RunKind, lines: readonly string[]): Block {
  if (kind === 'quote') return { kind, text: lines.map((line) => QUOTE.exec(line)?.[1] ?? line).join('\n') };
  if (kind === 'paragraph') return { kind, text: lines.join('\n') };
  const items: ListItem[] = [];
  for (const line of lines) {
    const found = ITEM.exec(line);
    const last = items.at(-1);
    if (found) {
      const depth = Math.min(4, Math.floor((found[1] ?? '').replaceAll('\t', '  ').length / 2));
      items.push({ marker: found[2] ? `${found[2]}.` : null, depth, text: found[3] ?? '' });
    } else if (last) {
      items[items.length - 1] = { ...last, text: `${last.text}\n${line.trim()}` };
    }
  }
  return { kind: 'list', items };
}

function closingFence(lines: readonly string[], start: number, fence: string): number {
  for (let at = start; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line.length >= fence.length && line === (fence[0] ?? '`').repeat(line.length)) return at;
  }
  // A fence that is never closed reaches to the end, as it does on every other screen.
  return lines.length;
}

const INLINE = /(`+)([^`]+?)\1(?!`)|\*\*(?=\S)([^*\n]+?)\*\*|(?<![\w*])\*(?=\S)([^*\n]+?)\*(?![\w*])/g;

/** Splits a text into plain, `code`, **strong** and *emphasised* pieces. */
export function parseInline(text: string): Inline[] {
  const pieces: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) pieces.push({ kind: 'text', text: text.slice(at, match.index) });
    const [all, , code, strong, emphasis] = match;
    if (code !== undefined) pieces.push({ kind: 'code', text: code });
    else if (strong !== undefined) pieces.push({ kind: 'strong', text: strong });
    else pieces.push({ kind: 'emphasis', text: emphasis ?? all });
    at = match.index + all.length;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}
