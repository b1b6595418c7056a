/**
 * How a conversation is gone on with in the agent that it was had with.
 */

/** The command of each format that has one, up to the conversation's own id. */
const commands: ReadonlyMap<string, string> = new Map([
  // https://docs.anthropic.com/en/docs/claude-code/cli-reference
  ['claude-code', 'claude --resume'],
  // https://github.com/openai/codex/blob/main/docs/getting-started.md
  ['codex', 'codex resume'],
]);

/** Ids that mean nothing to a shell: what is shown is meant to be pasted into one. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** The command, or null where the agent has none. */
export function resumeCommand(format: string, key: string, kind: string): string | null {
  const command = commands.get(format);
  return command && kind === 'main' && PLAIN_ID.test(key) ? `${command} ${key}` : null;
}
