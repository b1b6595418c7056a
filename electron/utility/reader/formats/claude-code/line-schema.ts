/**
 * The fields of a Claude Code line that are read. Lenient: a field of another type counts as absent. Written out by
 * hand because every line of every history passes here: a schema library takes longer than all else together.
 */
import { isObject, type JsonObject } from '../../json-values.ts';

/** One line, whatever its type. */
export interface ClaudeCodeLine {
  readonly type: string | undefined;
  readonly uuid: string | undefined;
  readonly sessionId: string | undefined;
  readonly agentId: string | undefined;
  readonly timestamp: string | undefined;
  readonly cwd: string | undefined;
  readonly isSidechain: boolean;
  readonly isMeta: boolean;
  readonly isCompactSummary: boolean;
  readonly isApiErrorMessage: boolean;
  readonly summary: string | undefined;
  readonly leafUuid: string | undefined;
  readonly customTitle: string | undefined;
  readonly aiTitle: string | undefined;
  readonly title: string | undefined;
  readonly attachment: LineAttachment | undefined;
  readonly message: LineMessage | undefined;
}

/** What the user attached; a prompt that waited in the queue is one. */
export interface LineAttachment {
  readonly type: string | undefined;
  readonly prompt: unknown;
}

/** What was said. */
export interface LineMessage {
  readonly id: string | undefined;
  readonly role: string | undefined;
  readonly model: string | undefined;
  readonly content: unknown;
  readonly tool_output: unknown;
}

/** One block of a message's content. */
export interface Block {
  readonly type: string | undefined;
  readonly text: string | undefined;
  readonly name: string | undefined;
  readonly input: JsonObject | undefined;
  readonly content: unknown;
}

/** The known fields of a line. */
export function readLine(line: JsonObject): ClaudeCodeLine {
  const attachment = objectOf(line.attachment);
  const message = objectOf(line.message);
  return {
    type: textOf(line.type),
    uuid: textOf(line.uuid),
    sessionId: textOf(line.sessionId),
    agentId: textOf(line.agentId),
    timestamp: textOf(line.timestamp),
    cwd: textOf(line.cwd),
    isSidechain: line.isSidechain === true,
    isMeta: line.isMeta === true,
    isCompactSummary: line.isCompactSummary === true,
    isApiErrorMessage: line.isApiErrorMessage === true,
    summary: textOf(line.summary),
    leafUuid: textOf(line.leafUuid),
    customTitle: textOf(line.customTitle),
    aiTitle: textOf(line.aiTitle),
    title: textOf(line.title),
    attachment: attachment && { type: textOf(attachment.type), prompt: attachment.prompt },
    message: message && {
      id: textOf(message.id),
      role: textOf(message.role),
      model: textOf(message.model),
      content: message.content,
      tool_output: message.tool_output,
    },
  };
}

/** The known fields of a block; undefined for what is none. */
export function readBlock(value: unknown): Block | undefined {
  const block = objectOf(value);
  return (
    block && {
      type: textOf(block.type),
      text: textOf(block.text),
      name: textOf(block.name),
      input: objectOf(block.input),
      content: block.content,
    }
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}
