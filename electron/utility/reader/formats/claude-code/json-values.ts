/**
 * Splits a line on which two JSON objects were written: `{...}{...}`.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

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
