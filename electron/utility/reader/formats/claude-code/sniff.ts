/**
 * Tells from its beginning whether a file is a Claude Code history, by what its lines hold.
 */
import { containersOf } from '../../json-document.ts';
import { firstLine } from '../../head-objects.ts';
import { parseLine, parseObject, type JsonObject } from '../../json-values.ts';
import { isIrrelevantType, RELEVANT } from './line-types.ts';

/** How a history is laid out: one object a line, or all lines in one JSON document. */
export type Layout = 'lines' | 'document';

/** Fields that tie a line of Claude Code's to a session or to other lines. */
const ENVELOPE = ['sessionId', 'uuid', 'parentUuid', 'leafUuid', 'messageId'];

/** The same in a line that goes on behind what is looked at. Inside of a string the quotes would be escaped. */
const MESSAGE_TYPE = /"type"\s*:\s*"(?:user|assistant)"/;
const MESSAGE = /"message"\s*:\s*\{/;
const ENVELOPE_KEY = new RegExp(`"(?:${ENVELOPE.join('|')})"\\s*:`);
/** Keys of a document of another program's that may hold such lines, or be like one. */
const OTHER_KEYS = ['mapping', 'chat_messages', 'requests', 'messages', 'loglines'];
const OTHER_FORMATS = /"(?:projectHash|payload|mapping|chat_messages)"\s*:/;

/** Whether the first line is a whole line of Claude Code's: no other program's file begins like that. */
export function beginsWithHistoryLine(head: Buffer): boolean {
  const line = firstLine(head);
  const object = line.startsWith('{') ? parseObject(line) : null;
  return (
    object !== null &&
    isHistoryLine(object) &&
    ENVELOPE.some((key) => key in object) &&
    !OTHER_KEYS.some((key) => key in object)
  );
}

/** The layout of the history that begins with `head`, or null if it is none. */
export function layoutOf(head: Buffer): Layout | null {
  // Most histories tell themselves by their first line.
  if (isHistory(firstLine(head))) return 'lines';
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//'));
  const first = lines.findIndex(isHistory);
  if (first >= 0) return first === 0 || isMostlyObjects(lines) ? 'lines' : null;
  // A line that is longer than all that is looked at.
  const last = lines.at(-1) ?? '';
  if (looksLikeHistory(last) && isMostlyObjects(lines) && containersOf(Buffer.from(last))?.length === 0)
    return 'lines';
  return looksLikeHistory(text) && containersOf(head) ? 'document' : null;
}

function isHistory(line: string): boolean {
  return parseLine(line).some((value) => value && isHistoryLine(value));
}

/** A note about histories quotes a line of one here and there. */
function isMostlyObjects(lines: readonly string[]): boolean {
  return 2 * lines.filter((line) => line.startsWith('{"') || line.startsWith('{ "')).length >= lines.length;
}

function looksLikeHistory(text: string): boolean {
  return (
    /^\s*[[{]/.test(text) &&
    MESSAGE_TYPE.test(text) &&
    (MESSAGE.test(text) || ENVELOPE_KEY.test(text)) &&
    !OTHER_FORMATS.test(text)
  );
}

/** Whether an object is a line of Claude Code's, or of a program that writes the same. */
function isHistoryLine(object: JsonObject): boolean {
  const { type } = object;
  if (typeof type !== 'string' || 'projectHash' in object || 'payload' in object) return false;
  if (type === 'summary') return typeof object.summary === 'string';
  const tied = ENVELOPE.some((key) => key in object);
  if (type === 'user' || type === 'assistant') return tied || isMessage(object.message);
  return tied && (RELEVANT.has(type) || isIrrelevantType(type));
}

function isMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'content' in message;
}
