/**
 * Reads the transcripts in conversations/: a few `key: value` lines, a blank line, then turns that each begin
 * with a line `=== user`, `=== assistant`, `=== tool NAME {json}` or `=== result`. ` +3h` at the end of a
 * marker lets that much time pass before the turn (m, h or d).
 */

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const MARKER = /^=== (user|assistant|tool|result)(?: ([A-Z]\w*) (\{.*\}))?(?: \+(\d+)([mhd]))?$/;

/**
 * @typedef {{ kind: 'user' | 'assistant' | 'tool' | 'result', text: string, waitMs: number,
 *   tool?: { name: string, input: Record<string, unknown> } }} Turn
 */

/**
 * @param {string} source the transcript's whole text
 * @param {string} name the file, for errors
 * @returns {{ start: number, title: string, branch: string, turns: Turn[] }} `start` in ms since 1970
 * @throws when a marker or a field is not understood, naming the line
 */
export function parseTranscript(source, name) {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const fields = new Map();
  let index = 0;
  for (; lines[index] !== ''; index++) {
    const [, key, value] = /^(\w+): (.+)$/.exec(lines[index] ?? '') ?? [];
    if (!key) throw new Error(`${name}:${index + 1}: expected "key: value" or a blank line`);
    fields.set(key, value);
  }
  const turns = [];
  for (index++; index < lines.length; index++) {
    const line = lines[index];
    if (line.startsWith('=== ')) {
      const match = MARKER.exec(line);
      if (!match) throw new Error(`${name}:${index + 1}: unknown marker ${line}`);
      const [, kind, tool, input, amount, unit] = match;
      turns.push({
        kind,
        text: '',
        waitMs: amount ? Number(amount) * UNITS_MS[unit] : 0,
        ...(tool ? { tool: { name: tool, input: JSON.parse(input) } } : {}),
      });
    } else {
      const turn = turns.at(-1);
      if (!turn) throw new Error(`${name}:${index + 1}: text before the first turn`);
      turn.text += `${line}\n`;
    }
  }
  for (const turn of turns) turn.text = turn.text.replace(/\n+$/, '');
  const start = Date.parse(fields.get('start'));
  const title = fields.get('title');
  if (!Number.isFinite(start) || !title || turns.length === 0) {
    throw new Error(`${name}: a transcript needs start, title and at least one turn`);
  }
  return { start, title, branch: fields.get('branch') ?? '', turns };
}
