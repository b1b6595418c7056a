/**
 * Tells lines of a rollout that hold nothing to keep without parsing them: encrypted reasoning, counts of tokens.
 */

/** The beginning of a line as Codex writes it, up to the type of its payload. */
const BEGINNING =
  /^\{"timestamp":"[^"\\]*",(?:"ordinal":\d+,)?"type":"(?:response_item|event_msg)","payload":\{"type":"([a-z_]+)"/;
const BEGINNING_BYTES = 192;

const IRRELEVANT = new Set([
  'reasoning',
  'agent_reasoning',
  'agent_reasoning_raw_content',
  'agent_reasoning_section_break',
  'token_count',
  'ghost_snapshot',
]);

/** Where one object ends and another begins. */
const NEXT_OBJECT = Buffer.from('}{"');

/** Whether a line certainly holds nothing to keep. */
export function isIrrelevant(line: Buffer): boolean {
  const type = BEGINNING.exec(line.toString('latin1', 0, BEGINNING_BYTES))?.[1];
  return type !== undefined && IRRELEVANT.has(type) && !line.includes(NEXT_OBJECT);
}
