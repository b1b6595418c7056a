/**
 * How a conversation is gone on with in the agent that it was had with.
 */
import type { ConversationInfo } from '../library/conversation-store.ts';

/** Ids and folders that mean nothing to a shell: what is shown is meant to be pasted into one. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PLAIN_FOLDER = /^(?:\/[A-Za-z0-9._-]+)+$/;

/** The command of each format that has one, up to the conversation's own id, and the ids that it takes. */
const agents: ReadonlyMap<string, { readonly command: string; readonly id: RegExp }> = new Map([
  // https://docs.anthropic.com/en/docs/claude-code/cli-reference
  ['claude-code', { command: 'claude --resume', id: PLAIN_ID }],
  // https://github.com/openai/codex/blob/main/docs/getting-started.md
  ['codex', { command: 'codex resume', id: PLAIN_ID }],
  // https://geminicli.com/docs/cli/session-management
  ['gemini', { command: 'gemini --resume', id: UUID }],
]);

/**
 * The command, or null where the agent has none. Agents look for a conversation among those of the folder that they are
 * started in: where its name is plain the command goes there first.
 */
export function resumeCommand({
  format,
  key,
  kind,
  project,
}: Pick<ConversationInfo, 'format' | 'key' | 'kind' | 'project'>): string | null {
  const agent = agents.get(format);
  if (!agent || kind !== 'main' || !agent.id.test(key)) return null;
  const resume = `${agent.command} ${key}`;
  return project !== null && PLAIN_FOLDER.test(project) ? `cd ${project} && ${resume}` : resume;
}
