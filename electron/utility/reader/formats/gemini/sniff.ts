/**
 * Tells from its beginning whether a file is a session of Gemini CLI's, and how it is laid out.
 */
import { isObject, parseObject, type JsonObject } from '../../json-values.ts';

/** A log of one object a line, or one document. */
export type Layout = 'log' | 'document';

const SESSION = /"sessionId"\s*:\s*"/;
const PROJECT = /"projectHash"\s*:\s*"/;
const MESSAGES = /"messages"\s*:\s*\[/;
const MESSAGE_TYPE = /"type"\s*:\s*"(?:user|gemini|info|warning|error)"/;
const GEMINI_MESSAGE = /"type"\s*:\s*"gemini"/;

/** Whole lines that are looked at. */
const LINES = 64;

/** One of them is in every session: others needn't be parsed. */
const TELLING = ['"projectHash"', '"$set"', '"$rewindTo"', '"gemini"'].map((key) => Buffer.from(key));

/** The layout of the session that begins with `head`, or null if it is none. */
export function layoutOf(head: Buffer): Layout | null {
  if (!TELLING.some((key) => head.includes(key))) return null;
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  if (!text.trimStart().startsWith('{')) return null;
  const lines = text.split('\n', LINES).map((line) => line.trim());
  if (lines.some(isLogLine)) return 'log';
  return isDocument(text) ? 'document' : null;
}

function isLogLine(line: string): boolean {
  if (!line.startsWith('{"')) return false;
  // A patch may be longer than all that is looked at.
  if (/^\{"\$set"\s*:\s*\{"messages"/.test(line)) return true;
  const object = parseObject(line);
  return object !== null && (isMetadata(object) || isPatch(object) || isMessage(object));
}

function isMetadata(object: JsonObject): boolean {
  return 'sessionId' in object && 'projectHash' in object && !('messages' in object);
}

function isPatch(object: JsonObject): boolean {
  return isObject(object.$set) || typeof object.$rewindTo === 'string';
}

/** A log of which the first line is gone. */
function isMessage(object: JsonObject): boolean {
  return object.type === 'gemini' && 'content' in object && 'id' in object;
}

function isDocument(text: string): boolean {
  if (!MESSAGES.test(text)) return false;
  const named = SESSION.test(text) && PROJECT.test(text);
  return named ? true : MESSAGE_TYPE.test(text) && GEMINI_MESSAGE.test(text);
}
