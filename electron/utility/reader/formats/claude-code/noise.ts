/**
 * Removes what Claude Code puts into the user's mouth: reminders, command output, what the editor has open.
 */

const WRAPPERS = [
  'system-reminder',
  'local-command-stdout',
  'local-command-stderr',
  'local-command-caveat',
  'task-notification',
  'ide_opened_file',
  'ide_selection',
  'ide_diagnostics',
  'bash-stdout',
  'bash-stderr',
  'persisted-output',
  'user-prompt-submit-hook',
];
const NAMES = WRAPPERS.join('|');
const WRAPPED = new RegExp(`<(${NAMES})(?:\\s[^>]*)?>[\\s\\S]*?</\\1>`, 'g');
/** A wrapper that was cut short. In mid-sentence its name is something that the user writes about. */
const UNCLOSED = new RegExp(`^\\s*<(?:${NAMES})(?:\\s[^>]*)?>[\\s\\S]*$`);
const COMMAND_NAME = /<command-name>([\s\S]*?)<\/command-name>/;
const COMMAND_ARGUMENTS = /<command-args>([\s\S]*?)<\/command-args>/;
const COMMAND_MARKUP = /<command-(name|message|args|contents)>[\s\S]*?<\/command-\1>/g;
const BASH_INPUT = /<bash-input>([\s\S]*?)<\/bash-input>/g;
const INTERRUPTED = /^\s*\[Request interrupted[^\]\n]*\]?/;
const MACHINE_TEXTS = /^\s*(?:Stop hook feedback:|Caveat: The messages below were generated)/;
const COMPACTED = 'This session is being continued from a previous conversation';
const NO_CONTENT = '(no content)';

/** What the user wrote in `text`, or '' if all of it came from the machine. */
export function withoutNoise(text: string): string {
  if (MACHINE_TEXTS.test(text)) return '';
  const own = text.replace(INTERRUPTED, '');
  if (!own.includes('<')) return own.trim();
  return own
    .replace(WRAPPED, '')
    .replace(UNCLOSED, '')
    .replace(BASH_INPUT, (_markup, command: string) => `! ${command}`)
    .replace(COMMAND_NAME, (_markup, name: string) => commandLine(name, own))
    .replace(COMMAND_MARKUP, '')
    .trim();
}

/** What the assistant wrote: Claude Code puts a placeholder where that is nothing. */
export function withoutPlaceholder(text: string): string {
  return text === NO_CONTENT ? '' : text;
}

/** A slash command with arguments is a prompt; one without (`/clear`) says nothing. */
function commandLine(name: string, text: string): string {
  const given = COMMAND_ARGUMENTS.exec(text)?.[1]?.trim() ?? '';
  return given === '' ? '' : `${name.trim()} ${given}`;
}

/** Whether a text is a summary that Claude Code wrote when it compacted a conversation. */
export function isCompactionSummary(text: string): boolean {
  return text.trimStart().startsWith(COMPACTED);
}
