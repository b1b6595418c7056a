/**
 * Removes what Codex puts into the user's mouth: instructions, the environment, what the editor has open.
 * The names are those of https://github.com/openai/codex/blob/main/codex-rs/protocol/src/protocol.rs and
 * codex-rs/core/src/context/.
 */

const ENVELOPES = [
  'environment_context',
  'user_instructions',
  'INSTRUCTIONS',
  'instructions',
  'permissions instructions',
  'skill',
  'skills_instructions',
  'apps_instructions',
  'plugins_instructions',
  'recommended_plugins',
  'turn_aborted',
  'subagent_notification',
  'subagents',
  'goal_context',
  'codex_internal_context',
  'collaboration_mode',
  'realtime_conversation',
  'model_switch',
  'personality_spec',
  'token_budget',
  'extension_context',
  String.raw`external_[\w.-]+`,
  'hook_prompt',
  // What a review found: the assistant says it as well.
  'user_action',
];
const NAMES = ENVELOPES.join('|');
const ENVELOPE = new RegExp(`^\\s*<(${NAMES})(?:\\s[^>]*)?>[\\s\\S]*?</\\1>`);
/** An envelope that was cut short. */
const UNCLOSED = new RegExp(`^\\s*<(?:${NAMES})(?:\\s[^>]*)?>[\\s\\S]*$`);
const AGENTS_FILE = /^\s*# AGENTS\.md\b[\s\S]*?<\/INSTRUCTIONS>/;
const AGENTS_FILE_ALONE = /^\s*# AGENTS\.md\b[\s\S]*$/;

/** The extension for editors writes what is open before the prompt. */
const EDITOR_CONTEXT = /^\s*# [\s\S]*?^## My request for Codex:[^\S\n]*$/m;
/** Earlier versions warned the model in the user's name. */
const WARNING =
  /^\s*Warning: (?:The maximum number of unified exec processes you can keep open is|apply_patch was requested via |Your account was flagged for potentially high-risk cyber activity)/;
/** Texts around an image. */
const IMAGE_MARKUP = /^\s*<(?:image(?:\s[^>]*)?|\/image)>\s*$/;
const SHELL_COMMAND = /^\s*<user_shell_command>\s*<command>([\s\S]*?)<\/command>[\s\S]*$/;

/** What the user wrote in one block of a message, or '' if all of it came from the machine. */
export function withoutNoise(text: string): string {
  if (WARNING.test(text)) return '';
  if (!/^\s*[<#]/.test(text)) return text.trim();
  if (IMAGE_MARKUP.test(text)) return '';
  const command = SHELL_COMMAND.exec(text)?.[1];
  if (command !== undefined) return `! ${command.trim()}`;
  let own = text;
  for (let before = ''; before !== own;) {
    before = own;
    own = own.replace(AGENTS_FILE, '').replace(ENVELOPE, '');
  }
  return own.replace(AGENTS_FILE_ALONE, '').replace(UNCLOSED, '').replace(EDITOR_CONTEXT, '').trim();
}
