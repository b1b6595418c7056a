/**
 * Tells from its beginning whether a file is a rollout of Codex's, by what its lines hold.
 */
import { isObject, parseLine, type JsonObject } from '../../json-values.ts';
import { isHeader } from './rollout-line.ts';

const LINE_TYPES = new Set(['session_meta', 'response_item', 'event_msg', 'turn_context', 'compacted']);

/** The same in a line that goes on behind what is looked at. Inside of a string the quotes would be escaped. */
const LONG_LINE =
  /^\{(?:"timestamp":"[^"\\]*",)?(?:"ordinal":\d+,)?"type":"(?:session_meta|response_item|event_msg|turn_context|compacted)","payload":\{/;

/** One of them is in every rollout: others needn't be parsed. */
const TELLING = ['"payload"', '"instructions"', '"git"'].map((key) => Buffer.from(key));

/** Whether the file that begins with `head` is a rollout. */
export function isRollout(head: Buffer): boolean {
  if (!TELLING.some((key) => head.includes(key))) return false;
  const lines = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\n');
  return lines.some(
    (line) =>
      line.startsWith('{') &&
      (LONG_LINE.test(line) || parseLine(line).some((object) => object && isRolloutLine(object))),
  );
}

function isRolloutLine(object: JsonObject): boolean {
  const { type, payload } = object;
  if (isObject(payload)) return typeof type === 'string' && LINE_TYPES.has(type);
  return type === undefined && isHeader(object);
}
