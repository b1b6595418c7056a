/**
 * JSON texts of a history as objects, also where two were written on one line: `{...}{...}`.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** JSON allows none of these in a string; some programs write them all the same. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /[\u0000-\u001f]/g;

/** An object as it came from a file. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that `text` is, or null if it is none. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // The caller counts it.
    return null;
  }
}

/** The objects on a line, in order; null stands for each text on it that is none. Empty for a blank or comment line. */
export function parseLine(line: string): (JsonObject | null)[] {
  const text = line.replace(/^\ufeff/, '').trim();
  if (text === '' || text.startsWith('//')) return [];
  const object = parseObject(text);
  if (object) return [object];
  const texts = splitObjects(text.replace(CONTROLS, ' '));
  return texts.map(parseObject);
}

/** Whether a JSON value is an object, and no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts of the objects that follow each other on a line; what can't be an object is left in its place. */
export function splitObjects(line: string): string[] {
  const values: string[] = [];
  let depth = 0;
  let inString = false;
  let start = 0;
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charCodeAt(at);
    if (inString) {
      if (unit === BACKSLASH) at += 1;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (unit === OPEN) depth += 1;
    else if (unit === CLOSE) {
      depth -= 1;
      if (depth === 0) {
        values.push(line.slice(start, at + 1).trim());
        start = at + 1;
      }
    }
  }
  const rest = line.slice(start).trim();
  if (rest !== '') values.push(rest);
  return values;
}
