/**
 * Tells lines of a Claude Code history apart without parsing them: 98 % of their bytes hold no visible text.
 */

/** Line types that never hold text to keep. Others that aren't known are counted. */
const IRRELEVANT: ReadonlySet<string> = new Set([
  'agent-name',
  'agent-setting',
  'file-history-snapshot',
  'last-prompt',
  'mode',
  'permission-mode',
  'pr-link',
  'progress',
  'queue-operation',
  'system',
  'worktree-state',
]);

/** Line types that the format reads. */
export const RELEVANT: ReadonlySet<string> = new Set([
  'ai-title',
  'assistant',
  'attachment',
  'custom-title',
  'summary',
  'tool',
  'tool_result',
  'user',
]);

const TYPE = Buffer.from('"type":"');
const OPEN_BRACE = 0x7b;
const QUOTE = 0x22;

/**
 * Where one object ends and another begins. Inside of a string the quote would be escaped; a string that ends like
 * this is rare, and costs only time.
 */
const NEXT_OBJECTS = [Buffer.from('}{"'), Buffer.from('} {"')];

/**
 * Whether a line certainly holds nothing to keep. An unescaped `"type":"` can't occur inside of a JSON string; if no
 * other object opens before it, it is the line's own.
 */
export function isIrrelevant(line: Buffer): boolean {
  const at = line.indexOf(TYPE);
  if (at < 0) return false;
  const nested = line.indexOf(OPEN_BRACE, line.indexOf(OPEN_BRACE) + 1);
  if (nested >= 0 && nested < at) return false;
  const from = at + TYPE.length;
  const to = line.indexOf(QUOTE, from);
  if (to < 0 || to - from > 32 || !IRRELEVANT.has(line.toString('latin1', from, to))) return false;
  return !isFollowed(line, to);
}

/** Whether a parsed line's type is known to hold nothing. */
export function isIrrelevantType(type: string): boolean {
  return IRRELEVANT.has(type);
}

const TOOL_USE_RESULT = Buffer.from(',"toolUseResult":');

/** Keys of the line that matter and stand behind its `toolUseResult`; in real histories only another id does. */
const LATE_KEYS = /"(?:isMeta|isSidechain|isCompactSummary|isApiErrorMessage|agentId)":/;
const LATE_BYTES = 512;

/**
 * The line without its `toolUseResult` and all that follows, or null where that isn't possible: it is a second copy
 * of what the message holds, 39 % of all bytes. The caller looks whether what is left suffices.
 */
export function withoutToolUseResult(line: Buffer): string | null {
  const at = line.indexOf(TOOL_USE_RESULT);
  if (at < 0 || isFollowed(line, at)) return null;
  const end = line.toString('latin1', Math.max(at + TOOL_USE_RESULT.length, line.length - LATE_BYTES));
  return LATE_KEYS.test(end) ? null : `${line.toString('utf8', 0, at)}}`;
}

/** Whether another object may follow on the line, from `from` on. */
function isFollowed(line: Buffer, from: number): boolean {
  return NEXT_OBJECTS.some((next) => line.includes(next, from));
}
