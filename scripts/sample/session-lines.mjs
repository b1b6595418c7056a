/**
 * Turns a transcript into the lines of a Claude Code session file, in the shapes that the tool itself writes:
 * a reply that also calls a tool is several lines with one message id, a tool's answer is a line of type user.
 */
import { createHash } from 'node:crypto';

/** Sessions before this time carry their title in a `summary` line at the top, later ones in `ai-title`. */
const AI_TITLES_SINCE = Date.parse('2026-03-01T00:00:00Z');

const digest = (seed) => createHash('sha256').update(`recollect sample ${seed}`).digest('hex');

/** A version 4 UUID that is the same for the same seed, on every machine. */
export function uuidOf(seed) {
  const hex = digest(seed);
  const variant = '89ab'[Number.parseInt(hex[16], 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** An id in the style of the service's: a prefix and 22 letters and digits. */
const idOf = (prefix, seed) =>
  `${prefix}_01${BigInt(`0x${digest(seed)}`)
    .toString(36)
    .slice(0, 22)}`;

/** Ms that pass before a turn: reading and typing for a person, a few seconds for a machine. */
function pauseMs(turn, previous, seed) {
  const jitter = Number.parseInt(digest(`pause ${seed}`).slice(0, 6), 16) % 4000;
  if (turn.kind === 'user') return 4000 + jitter + (previous?.text.length ?? 0) * 25 + turn.text.length * 90;
  if (turn.kind === 'assistant') return 2500 + jitter + turn.text.length * 8;
  return 150 + (jitter % 1200);
}

/** What the tool keeps about a result beside the text that the model saw. */
function toolUseResult(call, text) {
  if (call.name === 'Bash') return { stdout: text, stderr: '', interrupted: false, isImage: false };
  if (call.name === 'Grep') {
    return { mode: 'content', numFiles: 0, filenames: [], content: text, numLines: text.split('\n').length };
  }
  const content = text.replace(/^ *\d+→/gm, '');
  const numLines = content.split('\n').length;
  return {
    type: 'text',
    file: { filePath: call.input.file_path, content, numLines, startLine: 1, totalLines: numLines },
  };
}

/**
 * @param {{ start: number, title: string, branch: string, turns: import('./parse-transcript.mjs').Turn[] }} transcript
 * @param {{ sessionId: string, cwd: string }} session
 * @returns {object[]} one object for each line of the file
 */
export function sessionLines(transcript, { sessionId, cwd }) {
  const { title, branch, turns } = transcript;
  const lines = [];
  let time = transcript.start;
  let parentUuid = null;
  let message = 0;
  let call = null;

  turns.forEach((turn, index) => {
    const seed = `${sessionId} ${index}`;
    if (index > 0) time += turn.waitMs + pauseMs(turn, turns[index - 1], seed);
    const uuid = uuidOf(seed);
    const timestamp = new Date(time).toISOString();
    const version = `2.${time < AI_TITLES_SINCE ? 0 : 1}.${Math.floor((time - Date.parse('2025-09-01')) / 86_400_000 / 4)}`;
    const envelope = {
      parentUuid,
      isSidechain: false,
      userType: 'external',
      cwd,
      sessionId,
      version,
      gitBranch: branch,
    };
    if (turn.kind === 'user') {
      lines.push({
        ...envelope,
        type: 'user',
        message: { role: 'user', content: turn.text },
        uuid,
        timestamp,
      });
    } else if (turn.kind === 'result') {
      const content = [{ tool_use_id: call.id, type: 'tool_result', content: turn.text }];
      const extra = { toolUseResult: toolUseResult(call, turn.text), sourceToolAssistantUUID: parentUuid };
      lines.push({
        ...envelope,
        type: 'user',
        message: { role: 'user', content },
        uuid,
        timestamp,
        ...extra,
      });
    } else {
      const continues = turn.kind === 'tool' && turns[index - 1]?.kind === 'assistant';
      if (!continues) message++;
      const block =
        turn.kind === 'tool'
          ? { type: 'tool_use', id: idOf('toolu', seed), name: turn.tool.name, input: turn.tool.input }
          : { type: 'text', text: turn.text };
      if (turn.kind === 'tool') call = block;
      const stop = turns[index + 1]?.kind === 'tool' ? null : turn.kind === 'tool' ? 'tool_use' : 'end_turn';
      const body = {
        model: 'claude-sample-1',
        id: idOf('msg', `${sessionId} message ${message}`),
        type: 'message',
        role: 'assistant',
        content: [block],
        stop_reason: stop,
        stop_sequence: null,
        usage: { input_tokens: 3, output_tokens: Math.ceil(turn.text.length / 4) + 1 },
      };
      const requestId = idOf('req', `${sessionId} request ${message}`);
      lines.push({ ...envelope, message: body, requestId, type: 'assistant', uuid, timestamp });
    }
    parentUuid = uuid;
  });

  if (transcript.start < AI_TITLES_SINCE) {
    lines.unshift({ type: 'summary', summary: title, leafUuid: parentUuid });
  } else {
    lines.push({ type: 'ai-title', aiTitle: title, sessionId });
  }
  return lines;
}
