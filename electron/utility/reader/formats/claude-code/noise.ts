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
const WRAPPED = new RegExp(`<(${WRAPPERS.join('|')})(?:\\s[^>]*)?>[\\s\\S]*?(?:</\\1>|$)`, 'g');
const COMMAND_NAME = /<command-name>([\s\S]*?)<\/command-name>/;
const COMMAND_ARGUMENTS = /<command-args>([\s\S]*?)<\/command-args>/;
const COMMAND_MARKUP = /<command-(name|message|args|contents)>[\s\S]*?<\/command-\1>/g;
const BASH_INPUT = /<bash-input>([\s\S]*?)<\/bash-input>/g;
const MACHINE_LINES =
  /^(?:\[Request interrupted|Stop hook feedback:|Caveat: The messages below were generated)/;
const COMPACTED = 'This session is being continued from a previous conversation';

/** What the user wrote in `text`, or '' if all of it came from the machine. */
export function withoutNoise(text: string): string {
  if (MACHINE_LINES.test(text.trimStart())) return '';
  if (!text.includes('<')) return text;
  return text
    .replace(WRAPPED, '')
    .replace(BASH_INPUT, '! $1')
    .replace(COMMAND_NAME, (_markup, name: string) => commandLine(name, text))
    .replace(COMMAND_MARKUP, '')
    .trim();
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
