/**
 * The title that a conversation has from what the user asked first: its first line that says something, without
 * Markdown, short enough for a list.
 */
import { cutText, oneLine } from './clean-text.ts';

/** UTF-16 units of a title. */
export const TITLE_LENGTH = 100;

/** What is looked at of a prompt: it may be a paste of megabytes. */
const LOOKED_AT = 8_000;

/** A first sentence is title enough from this length on. */
const SHORT_SENTENCE = 20;

/** A slash command, or a shell command that the user ran: says less than what is asked afterwards. */
const COMMAND = /^(?:\/[\w:-]+(?:\s|$)|!\s)/;

const FENCE = /^\s*(?:`{3,}|~{3,})/;
const HEADING = /^\s*#{1,6}\s+\S/;
const BLOCK_MARKERS = /^\s*(?:(?:#{1,6}|>+|[-*+•]|\d{1,3}[.)])\s+)+(?:\[[ xX]\]\s+)?/;
const LINK = /!?\[([^\]\n]*)\]\([^)\n]*\)/g;
/** What Claude Code writes for something that was pasted. */
const PLACEHOLDER = /\[(?:Image|Pasted text|Pasted image|\.\.\.Truncated text)[^\]\n]*\]/g;
const TAG = /<\/?[a-zA-Z][\w-]*(?:\s[^<>\n]*)?>/g;
const STRONG = /(\*\*|__|~~)(?=\S)(.*?\S)\1/g;
const EMPHASIS = /(?<![\w*])([*_])(?=\S)([^*_\n]*\S)\1(?![\w*])/g;
const CODE = /`+([^`\n]+)`+/g;
/** Two letters of some script, or one that is a word by itself. */
const WORDS = /\p{L}{2}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const SENTENCE_END = /[.!?](?=\s)|[。！？]/g;

/** Whether a prompt is a command to the program rather than a question to the assistant. */
export function isCommand(prompt: string): boolean {
  return COMMAND.test(prompt.trimStart());
}

/** The title that `prompt` gives, at most `TITLE_LENGTH`; '' if it says nothing. */
export function promptTitle(prompt: string): string {
  const lines = meaningfulLines(cutText(prompt, LOOKED_AT));
  const [first, second] = lines;
  if (!first) return '';
  // "Implement the following plan:" tells less than the plan's own heading.
  const telling = first.text.endsWith(':') && second?.isHeading === true ? second : first;
  return shorten(telling.text.replace(/\s*:$/, ''));
}

interface PromptLine {
  readonly text: string;
  readonly isHeading: boolean;
}

/** The first two lines that say something; of what is in code fences only if there is nothing else. */
function meaningfulLines(prompt: string): PromptLine[] {
  const outside: PromptLine[] = [];
  const fenced: PromptLine[] = [];
  let inFence = false;
  for (const line of prompt.split('\n')) {
    if (FENCE.test(line)) {
      inFence = !inFence;
      continue;
    }
    const text = withoutMarkup(line);
    if (!WORDS.test(text)) continue;
    (inFence ? fenced : outside).push({ text, isHeading: HEADING.test(line) });
    if (outside.length === 2) break;
  }
  return outside.length > 0 ? outside : fenced;
}

function withoutMarkup(line: string): string {
  const plain = cutText(line, 8 * TITLE_LENGTH)
    .replace(PLACEHOLDER, ' ')
    .replace(BLOCK_MARKERS, '')
    .replace(LINK, '$1')
    .replace(TAG, ' ')
    .replace(CODE, '$1')
    .replace(STRONG, '$2')
    .replace(EMPHASIS, '$2');
  return oneLine(plain, 4 * TITLE_LENGTH);
}

/** At the end of a sentence where one fits, else behind a word. */
function shorten(text: string): string {
  if (text.length <= TITLE_LENGTH) return text;
  for (const { index } of text.matchAll(SENTENCE_END)) {
    if (index >= TITLE_LENGTH) break;
    if (index >= SHORT_SENTENCE) return text.slice(0, index + 1);
  }
  const beginning = cutText(text, TITLE_LENGTH - 1);
  const word = beginning.lastIndexOf(' ');
  return `${(word >= TITLE_LENGTH / 2 ? beginning.slice(0, word) : beginning).replace(/[\s,;:–—-]+$/, '')}…`;
}
