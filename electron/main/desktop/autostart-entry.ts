/**
 * The text of a desktop entry that starts the app at login. Pure.
 * Quoting: https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */

/** A desktop entry that runs `command`. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Recollect',
    'Comment=Keeps your conversations with AI assistants in one searchable library',
    `Exec=${command.map(quoted).join(' ')}`,
    'Icon=recollect',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** An argument as the entry's Exec key wants it: in quotes, what means something within them escaped. */
function quoted(argument: string): string {
  const escaped = argument.replace(/[\\"`$]/g, '\\$&').replaceAll('%', '%%');
  // The value is a string of its own, in which a backslash is written twice.
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
